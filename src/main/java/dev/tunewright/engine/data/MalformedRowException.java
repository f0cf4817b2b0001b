package dev.tunewright.engine.data;

/** A row that cannot be read as one. */
final class MalformedRowException extends Exception {

    private final boolean last;
    private final boolean cutOff;

    /**
     * @param message names line, column and remedy
     * @param last whether nothing after this row can be read either
     */
    MalformedRowException(String message, boolean last) {
        this(message, last, false);
    }

    private MalformedRowException(String message, boolean last, boolean cutOff) {
        super(message);
        this.last = last;
        this.cutOff = cutOff;
    }

    /** A row that ends before its last columns. */
    static MalformedRowException cutOff(String message) {
        return new MalformedRowException(message, false, true);
    }

    boolean isCutOff() {
        return cutOff;
    }

    boolean isLast() {
        return last;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
