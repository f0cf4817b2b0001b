package dev.tunewright.engine.trainer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One training argument: its name and default are the original's.
 *
 * @param choices the values a text may have; empty for other kinds
 * @param range what numbers are allowed
 */
record Argument(String name, Kind kind, @Nullable Object defaultValue, Range range, List<String> choices, String help) {

    enum Kind {
        INTEGER,
        NUMBER,
        BOOLEAN,
        TEXT
    }

    /**
     * An interval of numbers.
     *
     * @param description in the words of an error message, such as {@code > 0}
     */
    record Range(double from, boolean open, double below, String description) {

        static final Range ANY = new Range(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, "a number");

        static Range above(double from) {
            return new Range(from, true, Double.POSITIVE_INFINITY, "> " + text(from));
        }

        static Range atLeast(double from) {
            return new Range(from, false, Double.POSITIVE_INFINITY, ">= " + text(from));
        }

        static Range within(double from, double below) {
            return new Range(from, false, below, ">= " + text(from) + " and < " + text(below));
        }

        private static String text(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }

        boolean contains(double value) {
            return Double.isFinite(value) && (open ? value > from : value >= from) && value < below;
        }
    }

    static Argument integer(String name, @Nullable Integer defaultValue, Range range, String help) {
        return new Argument(name, Kind.INTEGER, defaultValue, range, List.of(), help);
    }

    static Argument number(String name, @Nullable Double defaultValue, Range range, String help) {
        return new Argument(name, Kind.NUMBER, defaultValue, range, List.of(), help);
    }

    static Argument flag(String name, @Nullable Boolean defaultValue, String help) {
        return new Argument(name, Kind.BOOLEAN, defaultValue, Range.ANY, List.of(), help);
    }

    static Argument text(String name, @Nullable String defaultValue, List<String> choices, String help) {
        return new Argument(name, Kind.TEXT, defaultValue, Range.ANY, choices, help);
    }

    /**
     * @return the value in its own type: Integer, Double, Boolean or String
     * @throws IllegalArgumentException with a message for the caller, if it cannot be
     */
    Object parse(Object value) {
        return switch (kind) {
            case INTEGER -> (int) inRange(value, true);
            case NUMBER -> inRange(value, false);
            case BOOLEAN -> {
                if (value instanceof Boolean) {
                    yield value;
                }
                throw new IllegalArgumentException("must be true or false, was " + shown(value));
            }
            case TEXT -> {
                if (value instanceof String text && (choices.isEmpty() || choices.contains(text))) {
                    yield value;
                }
                throw new IllegalArgumentException(
                        "must be " + (choices.isEmpty() ? "a string" : "one of " + choices) + ", was " + shown(value));
            }
        };
    }

    private double inRange(Object value, boolean whole) {
        String rule = "must be " + (whole ? "a whole number " : "") + range.description() + ", was " + shown(value);
        if (!(value instanceof Number number)) {
            throw new IllegalArgumentException(rule);
        }
        double parsed = number.doubleValue();
        boolean fits = !whole || parsed == Math.rint(parsed) && Math.abs(parsed) <= Integer.MAX_VALUE;
        if (!fits || !range.contains(parsed)) {
            throw new IllegalArgumentException(rule);
        }
        return parsed;
    }

    private static String shown(Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
