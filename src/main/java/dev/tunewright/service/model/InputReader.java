package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.JsonFields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the rows of a request, whatever its shape, holds them to the limits, and collects all that is wrong with them. */
final class InputReader {

    private final PredictSettings limits;
    private final List<Violation> violations;
    private final List<PredictInput> rows = new ArrayList<>();

    /** @param violations where mistakes are added */
    InputReader(PredictSettings limits, List<Violation> violations) {
        this.limits = limits;
        this.violations = violations;
    }

    /** @return the rows that are right, in their order */
    List<PredictInput> rows() {
        return rows;
    }

    /** @return whether a request may have so many rows; if not, that is told */
    boolean mayHave(String field, long count) {
        if (count > limits.maxRows()) {
            wrong(field, "must be at most " + limits.maxRows() + " rows, was " + count + "; send several requests");
        }
        return count <= limits.maxRows();
    }

    /** @param node a text, or a pair of texts */
    void row(String field, JsonNode node) {
        if (!node.isArray()) {
            single(field, node);
        } else if (node.size() == 2) {
            pair(field, node.get(0), node.get(1));
        } else {
            wrong(field, "must be a pair [text, text_pair], had " + node.size() + " elements");
        }
    }

    void single(String field, JsonNode text) {
        if (isText(field, text)) {
            rows.add(new PredictInput(field, text.stringValue(), null));
        }
    }

    void pair(String field, JsonNode first, JsonNode second) {
        boolean text = isText(field + "[0]", first);
        boolean pair = isText(field + "[1]", second);
        if (text && pair) {
            rows.add(new PredictInput(field, first.stringValue(), second.stringValue()));
        }
    }

    void wrong(String field, String message) {
        violations.add(new Violation(field, message));
    }

    private boolean isText(String field, JsonNode node) {
        if (!node.isString()) {
            wrong(field, "must be a string, was " + JsonFields.shown(node));
            return false;
        }
        if (node.stringValue().isBlank()) {
            wrong(field, "must not be an empty text");
            return false;
        }
        int length = node.stringValue().length();
        if (length > limits.maxTextLength()) {
            wrong(
                    field,
                    "must have at most " + limits.maxTextLength() + " characters, had " + length
                            + "; the model reads no more than its first tokens. The service's setting is"
                            + " tunewright.predict.max-text-length");
            return false;
        }
        return true;
    }
}
