package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The guide's tables say what the code says. */
class MovingFromPythonTest {

    @Test
    void theGuidesTablesAreTrue() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("src/docs/moving-from-python.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows).containsExactlyElementsOf(expected());
    }

    private static List<String> expected() {
        List<String> rows = new ArrayList<>();
        for (Hyperparameter argument : Hyperparameter.all()) {
            rows.add(row(argument.name(), argument));
            argument.options()
                    .forEach((owner, options) ->
                            options.forEach(option -> rows.add(row(owner + ": " + option.name(), option))));
        }
        for (RefusedArgument refused : Hyperparameter.refused()) {
            rows.add("| `" + refused.name() + "` | " + refused.reason() + " |");
        }
        return rows;
    }

    private static String row(String name, Hyperparameter argument) {
        String choices = argument.choices().isEmpty() ? bounds(argument) : String.join(", ", argument.choices());
        return "| `" + name + "` | " + shown(argument.defaultValue()) + " | " + choices + " | " + argument.help()
                + " |";
    }

    private static String bounds(Hyperparameter argument) {
        List<String> bounds = new ArrayList<>();
        Map<String, @Nullable Double> known = new LinkedHashMap<>();
        known.put("> ", argument.exclusiveMinimum());
        known.put(">= ", argument.minimum());
        known.put("< ", argument.exclusiveMaximum());
        known.put("<= ", argument.maximum());
        known.forEach((sign, bound) -> {
            if (bound != null) {
                bounds.add(sign + shown(bound));
            }
        });
        return bounds.isEmpty() ? argument.type() : argument.type() + " " + String.join(", ", bounds);
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e6) {
            return Long.toString(number.longValue());
        }
        return Objects.toString(value, "");
    }
}
