package dev.tunewright.engine.trainer;

import dev.tunewright.engine.NearestName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Options of an argument that takes several, read against what its choice allows.
 *
 * @param owner whose options they are, such as {@code cosine}
 */
record Options(String owner, List<Argument> known) {

    /**
     * @param wrong takes the name and what is wrong with it
     * @return those given and the defaults of the others; an option without either is absent
     */
    Map<String, Object> read(Map<String, Object> given, BiConsumer<String, String> wrong) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Argument option : known) {
            if (option.defaultValue() != null) {
                values.put(option.name(), option.defaultValue());
            }
        }
        given.forEach((name, value) -> {
            try {
                if (value != null) {
                    values.put(name, option(name).parse(value));
                }
            } catch (IllegalArgumentException e) {
                wrong.accept(name, Objects.requireNonNullElse(e.getMessage(), "is wrong"));
            }
        });
        return values;
    }

    private Argument option(String name) {
        List<String> names = known.stream().map(Argument::name).toList();
        return known.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        names.isEmpty()
                                ? "is unknown; " + owner + " has no options"
                                : "is unknown; the options of " + owner + " are " + String.join(", ", names)
                                        + NearestName.question(name, names)));
    }

    /**
     * @param text {@code momentum=0.9,nesterov=true}, as {@code optim_args} is written
     * @return names with Double, Boolean or, where it is neither, String
     * @throws IllegalArgumentException if a part has no value
     */
    static Map<String, Object> split(String text) {
        Map<String, Object> given = new LinkedHashMap<>();
        Arrays.stream(text.replace(" ", "").split(","))
                .filter(part -> !part.isEmpty())
                .forEach(part -> {
                    int equals = part.indexOf('=');
                    if (equals < 1) {
                        throw new IllegalArgumentException("must be name=value,name=value, was \"" + text + "\"");
                    }
                    given.put(part.substring(0, equals), typed(part.substring(equals + 1)));
                });
        return given;
    }

    private static Object typed(String value) {
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.valueOf(value);
        }
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }
}
