package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.metric.Sigmoid;
import dev.tunewright.engine.metric.Softmax;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.StrictJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request as text-embeddings-inference takes it at its {@code /predict}; with {@code parameters}, as Hugging Face's Inference API does.
 *
 * @param batch whether the answer is a list of lists: the request was a list of inputs, or the Inference API's
 * @param scores what to answer
 * @param topK labels of each row; all by default
 */
@Schema(name = "TeiRequest")
record TeiRequest(List<PredictInput> inputs, boolean truncate, boolean batch, Scores scores, int topK) {

    private static final String INPUTS = "inputs";

    /** What a score is made of. */
    enum Scores {
        /** What the model was trained for. */
        DEFAULT,
        SOFTMAX,
        SIGMOID,
        /** The logits. */
        NONE;

        double[] of(Prediction prediction) {
            float[] logits = prediction.logits();
            double[] raw = IntStream.range(0, logits.length)
                    .mapToDouble(i -> logits[i])
                    .toArray();
            return switch (this) {
                case DEFAULT -> prediction.scores() == null ? raw : prediction.scores();
                case SOFTMAX -> Softmax.of(logits);
                case SIGMOID -> Sigmoid.of(logits);
                case NONE -> raw;
            };
        }
    }

    /** What the interface's description shows of it. */
    @Schema(name = "TeiPredict", requiredProperties = "inputs")
    record Described(
            @Schema(
                    implementation = Object.class,
                    description = "a text, a text or pair as a list of one or two, or a list of such lists",
                    oneOf = {String.class, String[].class, String[][].class},
                    example = "[[\"a\", \"b\"], [\"c\"]]")
            Object inputs,

            @Schema(
                    types = {"boolean", "null"},
                    defaultValue = "false")
            boolean truncate,

            @Schema(
                    types = {"boolean", "null"},
                    defaultValue = "false",
                    description = "logits in place of scores")
            boolean rawScores,

            @Schema(description = "of the Inference API: `top_k`, `function_to_apply`") @Nullable
            Object parameters) {}

    /** @throws InvalidInputException with every wrong field and row */
    static TeiRequest read(byte[] body, PredictSettings limits) {
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = JsonFields.of(StrictJson.read(body), violations);
        if (fields == null) {
            throw new InvalidInputException(violations);
        }
        InputReader reader = new InputReader(limits, violations);
        boolean many = inputs(fields.node(INPUTS), reader);
        boolean truncate = fields.flag("truncate", false);
        Scores scores = fields.flag("raw_scores", false) ? Scores.NONE : Scores.DEFAULT;
        int topK = PredictRequest.MOST_LABELS;
        JsonFields parameters = fields.object("parameters");
        if (parameters != null) {
            Integer asked = parameters.integer("top_k", 1, PredictRequest.MOST_LABELS);
            topK = asked == null ? topK : asked;
            scores = function(parameters, scores);
            truncate = parameters.flag("truncation", truncate);
            parameters.rejectUnknown();
        }
        fields.rejectUnknown();
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new TeiRequest(reader.rows(), truncate, many || parameters != null, scores, topK);
    }

    /** @return one list for each row, or the only row's */
    Object shape(Answer answer) {
        List<List<LabelScore>> rows = answer.predictions().stream()
                .map(prediction -> LabelScore.ranked(answer.labels(), scores.of(prediction), topK))
                .toList();
        return batch ? rows : rows.get(0);
    }

    private static Scores function(JsonFields parameters, Scores otherwise) {
        String name = parameters.string("function_to_apply");
        if (name == null) {
            return otherwise;
        }
        for (Scores known : List.of(Scores.SOFTMAX, Scores.SIGMOID, Scores.NONE)) {
            if (known.name().toLowerCase(Locale.ROOT).equals(name)) {
                return known;
            }
        }
        parameters.wrong("function_to_apply", "must be softmax, sigmoid or none, was \"" + name + "\"");
        return otherwise;
    }

    /** @return whether it is a list of inputs */
    private static boolean inputs(@Nullable JsonNode node, InputReader reader) {
        if (node == null || !node.isArray()) {
            if (node == null) {
                reader.wrong(INPUTS, "is required: a string, or a list of lists of one or two strings");
            } else {
                reader.single(INPUTS, node);
            }
            return false;
        }
        if (node.isEmpty() || !node.get(0).isArray()) {
            input(INPUTS, node, reader);
            return false;
        }
        if (reader.mayHave(INPUTS, node.size())) {
            for (int i = 0; i < node.size(); i++) {
                input(INPUTS + "[" + i + "]", node.get(i), reader);
            }
        }
        return true;
    }

    private static void input(String field, JsonNode node, InputReader reader) {
        if (node.isArray() && node.size() == 1) {
            reader.single(field + "[0]", node.get(0));
        } else if (node.isArray() && node.size() == 2) {
            reader.pair(field, node.get(0), node.get(1));
        } else {
            reader.wrong(
                    field,
                    "must be a list of one or two strings; several inputs are a list of such lists, was "
                            + JsonFields.shown(node));
        }
    }
}
