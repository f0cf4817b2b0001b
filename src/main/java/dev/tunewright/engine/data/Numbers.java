package dev.tunewright.engine.data;

import java.util.regex.Pattern;

/** Tells which labels are numbers, in the spelling that data files use. */
final class Numbers {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

    private Numbers() {}

    static boolean isInteger(String label) {
        return INTEGER.matcher(label).matches();
    }

    static boolean isNumber(String label) {
        return NUMBER.matcher(label).matches();
    }

    /** @return the value as float32 holds it; NaN where the label is no number or float32 cannot hold it */
    static double finite(String label) {
        if (!isNumber(label) || !Character.isDigit(label.charAt(label.length() - 1)) && !label.endsWith(".")) {
            return Double.NaN;
        }
        double value = Double.parseDouble(label);
        return Float.isInfinite((float) value) ? Double.NaN : value;
    }

    /** @return whether the label is a whole number, also one written as {@code 1.0} */
    static boolean isWhole(String label) {
        double value = finite(label);
        return value == Math.rint(value) && Math.abs(value) < 1e15;
    }
}
