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

/**
 * The body of {@code POST /predict}.
 *
 * @param truncate whether texts that are longer than the model takes are cut, rather than refused
 * @param topK how many labels to answer for each row, best first; null: none
 */
@Schema(requiredProperties = {"model", "inputs"})
record PredictRequest(
        @Schema(description = "a job's id, an alias, or a job's name")
        String model,

        @Schema(
                implementation = Object.class,
                description = "a text, a list of texts, or a list of pairs",
                oneOf = {String.class, String[].class, String[][].class},
                example = "[[\"He said so.\", \"So he said.\"]]")
        List<PredictInput> inputs,

        @Schema(
                types = {"boolean", "null"},
                defaultValue = "true",
                description = "false: a text that is too long is refused, with both lengths")
        boolean truncate,

        @Schema(description = "so many labels for each row, best first") @Nullable
        Integer topK) {

    static final int MOST_LABELS = 1000;
    private static final String INPUTS = "inputs";

    /** The same where the path names the model. */
    @Schema(name = "PredictInputs", requiredProperties = "inputs")
    record OfModel(
            @Schema(
                    implementation = Object.class,
                    description = "a text, a list of texts, or a list of pairs",
                    oneOf = {String.class, String[].class, String[][].class})
            List<PredictInput> inputs,

            @Schema(
                    types = {"boolean", "null"},
                    defaultValue = "true")
            boolean truncate,

            @Nullable Integer topK) {}

    /**
     * @param model that the path names; null: the body does
     * @throws InvalidInputException with every wrong field and row
     * @throws dev.tunewright.service.web.ApiException if the body is no JSON document
     */
    static PredictRequest read(byte[] body, @Nullable String model, PredictSettings limits) {
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = JsonFields.of(StrictJson.read(body), violations);
        if (fields == null) {
            throw new InvalidInputException(violations);
        }
        String named = model != null ? model : model(fields);
        List<PredictInput> inputs = inputs(fields, new InputReader(limits, violations));
        boolean truncate = fields.flag("truncate", true);
        Integer topK = fields.integer("top_k", 1, MOST_LABELS);
        fields.rejectUnknown();
        if (named == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new PredictRequest(named, inputs, truncate, topK);
    }

    private static @Nullable String model(JsonFields fields) {
        String model = fields.string("model");
        if (fields.node("model") == null || (model != null && model.isBlank())) {
            fields.wrong("model", "is required: a job's id, an alias, or a job's name");
        }
        return model;
    }

    private static List<PredictInput> inputs(JsonFields fields, InputReader reader) {
        JsonNode node = fields.node(INPUTS);
        if (node == null) {
            reader.wrong(INPUTS, "is required: a string, a list of strings, or a list of pairs of strings");
        } else if (node.isString()) {
            reader.single(INPUTS, node);
        } else if (!node.isArray() || node.isEmpty()) {
            reader.wrong(
                    INPUTS,
                    "must be a string, a list of strings, or a list of pairs of strings, was "
                            + JsonFields.shown(node));
        } else if (reader.mayHave(INPUTS, node.size())) {
            for (int i = 0; i < node.size(); i++) {
                reader.row(INPUTS + "[" + i + "]", node.get(i));
            }
            requireOneShape(reader, node);
        }
        return reader.rows();
    }

    /** A list that mixes single texts and pairs was meant as neither. */
    private static void requireOneShape(InputReader reader, JsonNode rows) {
        boolean pairs = rows.get(0).isArray();
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).isArray() != pairs) {
                String first = pairs ? "a pair" : "a single text";
                reader.wrong(INPUTS + "[" + i + "]", "must be " + first + " as inputs[0] is");
                return;
            }
        }
    }
}
