package dev.tunewright.service.model;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /jobs/{id}/predictions} answers, for the description of the interface alone: the trainer writes it, and it
 * is passed on as it is.
 */
@Schema(name = "Predictions")
record PredictionsDocument(
        UUID jobId,
        String split,
        int rows,
        Map<String, Double> metrics,

        @Schema(description = "absent for regression") @Nullable
        ConfusionMatrix confusionMatrix,

        @Schema(description = "absent for regression") @Nullable
        List<ClassScores> perClass,

        @Schema(description = "null where a row has no label")
        List<Double> labelIds,

        @Schema(description = "logits of each row") List<List<Float>> predictions,

        @Schema(description = "absent for regression") @Nullable
        List<Integer> argmax,

        @Schema(description = "null where a row has no label")
        List<Double> losses) {

    @Schema(description = "rows by label, then by prediction")
    record ConfusionMatrix(List<String> labels, List<List<Integer>> counts) {}

    record ClassScores(String label, double precision, double recall, double f1, int support) {}

    @Schema(name = "WorstRows")
    record Worst(
            UUID jobId,
            String split,
            String order,
            List<WorstRow> data,
            boolean hasMore,
            @Nullable String next) {}

    /** @param row from 0, in the split's order */
    record WorstRow(
            int row,
            String text,
            @Nullable String textPair,

            @Schema(
                    description = "a name, or a value for regression",
                    oneOf = {String.class, Double.class})
            Object label,

            @Schema(
                    description = "a name, or a value for regression",
                    oneOf = {String.class, Double.class})
            Object predicted,

            double loss,
            List<Float> logits,

            @Schema(description = "absent for regression") @Nullable
            List<Double> scores) {}
}
