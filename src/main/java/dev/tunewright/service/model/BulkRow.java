package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.StrictJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A line of a bulk request: a text, a pair {@code ["text", "text_pair"]}, or {@code {"text": …, "text_pair": …}}.
 *
 * @param input null if the line is wrong
 * @param error what is wrong with it; null if nothing is
 */
record BulkRow(
        long line, @Nullable PredictInput input, @Nullable Problem error) {

    /** In place of the line's prediction. */
    record Problem(String code, long line, String message) {}

    /** The answer's line. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(Problem error) {}

    static BulkRow read(JsonLines.Line line, PredictSettings limits) {
        if (line.bytes() == null) {
            return wrong(line.number(), "line_too_long", "the line is longer than any text that may be sent");
        }
        try {
            List<Violation> violations = new ArrayList<>();
            InputReader reader = new InputReader(limits, violations);
            read("line " + line.number(), StrictJson.read(line.bytes()), reader, violations);
            return violations.isEmpty()
                    ? new BulkRow(line.number(), reader.rows().get(0), null)
                    : wrong(line.number(), "invalid_input", message(violations));
        } catch (ApiException malformed) {
            return wrong(line.number(), malformed.code(), String.valueOf(malformed.getMessage()));
        }
    }

    /** @param why what the model found wrong with it */
    BulkRow refused(List<Violation> why) {
        return wrong(line, "invalid_input", message(why));
    }

    private static void read(String field, JsonNode node, InputReader reader, List<Violation> violations) {
        if (!node.isObject()) {
            reader.row(field, node);
            return;
        }
        JsonFields fields = JsonFields.of(node, violations);
        if (fields != null) {
            JsonNode text = fields.node("text");
            JsonNode pair = fields.node("text_pair");
            if (text == null) {
                reader.wrong(field, "`text` is required");
            } else if (pair == null) {
                reader.single(field, text);
            } else {
                reader.pair(field, text, pair);
            }
            fields.rejectUnknown();
        }
    }

    private static BulkRow wrong(long line, String code, String message) {
        return new BulkRow(line, null, new Problem(code, line, message));
    }

    private static String message(List<Violation> violations) {
        return String.join(
                "; ",
                violations.stream()
                        .map(violation -> violation.field() + ": " + violation.message())
                        .toList());
    }
}
