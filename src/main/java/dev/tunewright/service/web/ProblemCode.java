package dev.tunewright.service.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A code that a problem document may have, for the description of the interface; {@code problem-codes.json} lists them, and a
 * test sees to it that none is missing.
 *
 * @param title the same for every problem of this code
 * @param meaning what has happened, in a sentence
 * @param at pattern that the paths contain which answer it; null: all
 */
record ProblemCode(
        String code,
        int status,
        String title,
        String meaning,
        @Nullable String at) {

    static final List<ProblemCode> ALL = read();

    /** @return those that the endpoint may answer with the status */
    static List<ProblemCode> of(int status, String path) {
        return ALL.stream()
                .filter(code -> code.status == status)
                .filter(code -> code.at == null
                        || Pattern.compile(code.at).matcher(path).find())
                .toList();
    }

    /** @return what is answered, but for the detail, which then names values */
    Problem example() {
        return Problem.of(HttpStatusCode.valueOf(status), code, title, meaning);
    }

    private static List<ProblemCode> read() {
        try (InputStream json = ProblemCode.class.getResourceAsStream("problem-codes.json")) {
            return List.of(new JsonMapper().readValue(Objects.requireNonNull(json), ProblemCode[].class));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
