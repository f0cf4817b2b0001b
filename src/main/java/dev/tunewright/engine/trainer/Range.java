package dev.tunewright.engine.trainer;

/**
 * An interval of numbers.
 *
 * @param open whether {@code from} itself is outside
 * @param openAbove whether {@code to} itself is outside
 * @param wholeFromOne whether what is not below 1 must be a whole number: a number of steps, where less is a share of all
 * @param description in the words of an error message, such as {@code > 0}
 */
record Range(double from, boolean open, double to, boolean openAbove, boolean wholeFromOne, String description) {

    static final Range ANY =
            new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true, false, "a number");

    static Range above(double from) {
        return new Range(from, true, Double.POSITIVE_INFINITY, true, false, "> " + text(from));
    }

    static Range atLeast(double from) {
        return new Range(from, false, Double.POSITIVE_INFINITY, true, false, ">= " + text(from));
    }

    /** From included, to excluded. */
    static Range within(double from, double to) {
        return new Range(from, false, to, true, false, ">= " + text(from) + " and < " + text(to));
    }

    /** Both ends included. */
    static Range between(double from, double to) {
        return new Range(from, false, to, false, false, ">= " + text(from) + " and <= " + text(to));
    }

    /** A number of steps, or, below 1, a share of all steps. */
    static Range stepsOrShare(Range range) {
        return new Range(
                range.from,
                range.open,
                range.to,
                range.openAbove,
                true,
                range.description + " and, from 1 on, a whole number");
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    boolean contains(double value) {
        boolean above = open ? value > from : value >= from;
        boolean below = openAbove ? value < to : value <= to;
        return above && below && (!wholeFromOne || value < 1 || value == Math.rint(value));
    }
}
