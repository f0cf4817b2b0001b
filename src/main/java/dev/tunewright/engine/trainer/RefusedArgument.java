package dev.tunewright.engine.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * An argument of the original's, of version 5 or 4, that has no meaning here. It is refused by name, unless its value asks
 * for what happens anyway: the original's default, mostly, so that all arguments of a job can be moved as they are.
 *
 * @param reason why, and what to do instead
 * @param accepted values that ask for nothing else than what happens
 */
public record RefusedArgument(String name, String reason, List<@Nullable Object> accepted) {

    static final Map<String, RefusedArgument> BY_NAME = read();

    private record Entry(String reason, Map<String, List<@Nullable Object>> arguments) {}

    public RefusedArgument {
        accepted = Collections.unmodifiableList(accepted);
    }

    private static Map<String, RefusedArgument> read() {
        Map<String, RefusedArgument> all = new LinkedHashMap<>();
        try (InputStream file = RefusedArgument.class.getResourceAsStream("refused-arguments.json")) {
            List<Entry> entries = JsonMapper.shared().readValue(file, new TypeReference<>() {});
            for (Entry entry : entries) {
                entry.arguments()
                        .forEach(
                                (name, accepted) -> all.put(name, new RefusedArgument(name, entry.reason(), accepted)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(all);
    }

    boolean accepts(@Nullable Object value) {
        return accepted.stream().anyMatch(known -> same(known, value));
    }

    private static boolean same(@Nullable Object known, @Nullable Object value) {
        if (known instanceof Number number && value instanceof Number other) {
            return number.doubleValue() == other.doubleValue();
        }
        return known == null ? value == null : known.equals(value);
    }

    String message() {
        return "is an argument of the original's that has no meaning here: " + reason + "; leave it out";
    }
}
