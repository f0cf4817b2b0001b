package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.StrictJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /predict}. */
@Schema(requiredProperties = {"model", "inputs"})
record PredictRequest(
        @Schema(description = "a job's id, or its name") String model,

        @Schema(
                implementation = Object.class,
                description = "a text, a list of texts, or a list of pairs",
                oneOf = {String.class, String[].class, String[][].class},
                example = "[[\"He said so.\", \"So he said.\"]]")
        List<PredictInput> inputs) {

    private static final String INPUTS = "inputs";

    /**
     * @throws InvalidInputException with every wrong field and row
     * @throws dev.tunewright.service.web.ApiException if the body is no JSON document
     */
    static PredictRequest read(byte[] body, PredictSettings limits) {
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = JsonFields.of(StrictJson.read(body), violations);
        if (fields == null) {
            throw new InvalidInputException(violations);
        }
        String model = fields.string("model");
        if (fields.node("model") == null || (model != null && model.isBlank())) {
            fields.wrong("model", "is required: a job's id or its name");
        }
        List<PredictInput> inputs = inputs(fields, limits);
        fields.rejectUnknown();
        if (model == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new PredictRequest(model, inputs);
    }

    private static List<PredictInput> inputs(JsonFields fields, PredictSettings limits) {
        int maxRows = limits.maxRows();
        JsonNode node = fields.node(INPUTS);
        List<PredictInput> inputs = new ArrayList<>();
        if (node == null) {
            fields.wrong(INPUTS, "is required: a string, a list of strings, or a list of pairs of strings");
        } else if (node.isString()) {
            add(inputs, row(fields, INPUTS, node, limits));
        } else if (!node.isArray() || node.isEmpty()) {
            fields.wrong(
                    INPUTS,
                    "must be a string, a list of strings, or a list of pairs of strings, was "
                            + JsonFields.shown(node));
        } else if (node.size() > maxRows) {
            fields.wrong(
                    INPUTS, "must be at most " + maxRows + " rows, was " + node.size() + "; send several requests");
        } else {
            for (int i = 0; i < node.size(); i++) {
                add(inputs, row(fields, INPUTS + "[" + i + "]", node.get(i), limits));
            }
            requireOneShape(fields, node);
        }
        return inputs;
    }

    private static void add(List<PredictInput> inputs, @Nullable PredictInput row) {
        if (row != null) {
            inputs.add(row);
        }
    }

    private static @Nullable PredictInput row(JsonFields fields, String field, JsonNode node, PredictSettings limits) {
        if (!node.isArray()) {
            return isText(fields, field, node, limits) ? new PredictInput(node.stringValue(), null) : null;
        }
        if (node.size() != 2) {
            fields.wrong(field, "must be a pair [text, text_pair], had " + node.size() + " elements");
            return null;
        }
        boolean text = isText(fields, field + "[0]", node.get(0), limits);
        boolean pair = isText(fields, field + "[1]", node.get(1), limits);
        return text && pair
                ? new PredictInput(node.get(0).stringValue(), node.get(1).stringValue())
                : null;
    }

    private static boolean isText(JsonFields fields, String field, JsonNode node, PredictSettings limits) {
        if (!node.isString()) {
            fields.wrong(field, "must be a string, was " + JsonFields.shown(node));
            return false;
        }
        if (node.stringValue().isBlank()) {
            fields.wrong(field, "must not be an empty text");
            return false;
        }
        int length = node.stringValue().length();
        if (length > limits.maxTextLength()) {
            fields.wrong(
                    field,
                    "must have at most " + limits.maxTextLength() + " characters, had " + length
                            + "; the model reads no more than its first tokens. The service's setting is"
                            + " tunewright.predict.max-text-length");
            return false;
        }
        return true;
    }

    /** A list that mixes single texts and pairs was meant as neither. */
    private static void requireOneShape(JsonFields fields, JsonNode rows) {
        boolean pairs = rows.get(0).isArray();
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).isArray() != pairs) {
                String first = pairs ? "a pair" : "a single text";
                fields.wrong(INPUTS + "[" + i + "]", "must be " + first + " as inputs[0] is");
                return;
            }
        }
    }
}
