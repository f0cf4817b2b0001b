package dev.tunewright.engine.data;

/** A row that cannot be read as one. */
final class MalformedRowException extends Exception {

    private final boolean last;

    /**
     * @param message names line, column and remedy
     * @param last whether nothing after this row can be read either
     */
    MalformedRowException(String message, boolean last) {
        super(message);
        this.last = last;
    }

    boolean isLast() {
        return last;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
