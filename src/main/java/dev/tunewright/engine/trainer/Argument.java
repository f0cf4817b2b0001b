package dev.tunewright.engine.trainer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * One training argument, or one option of an argument that takes several: name and default are the original's.
 *
 * @param choices the values a text may have; empty for other kinds
 * @param range what numbers are allowed
 */
record Argument(String name, Kind kind, @Nullable Object defaultValue, Range range, List<String> choices, String help) {

    enum Kind {
        INTEGER,
        NUMBER,
        BOOLEAN,
        TEXT,
        /** Options by name; their own rules depend on other arguments. */
        OBJECT
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

    static Argument object(String name, String help) {
        return new Argument(name, Kind.OBJECT, null, Range.ANY, List.of(), help);
    }

    /**
     * @return the value in its own type: Integer, Double, Boolean, String or Map
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
            case OBJECT -> object(value);
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

    /** The original takes an object also as the JSON text of one. */
    private static Object object(Object value) {
        if (value instanceof Map) {
            return value;
        }
        try {
            if (value instanceof String text && text.startsWith("{")) {
                return JsonMapper.shared().readValue(text, new TypeReference<Map<String, Object>>() {});
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("must be an object, was no valid JSON: " + shown(value), e);
        }
        throw new IllegalArgumentException("must be an object, was " + shown(value));
    }

    static String shown(@Nullable Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
