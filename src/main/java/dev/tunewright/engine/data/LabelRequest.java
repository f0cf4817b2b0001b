package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the labels beside the rows.
 *
 * @param numLabels width of the logits as asked for; null: as the labels have it
 * @param problemType as asked for; null: as the labels look
 * @param names of the class ids, in order, as the data set has them; empty where it does not tell
 * @param columns of 0 and 1, one for each label; empty where one column holds all
 * @param delimiter between labels that are written as one text
 * @param neverNegative whether values are 0 at least, as STS-B's, whose test split has -1 for none
 */
record LabelRequest(
        @Nullable Integer numLabels,
        @Nullable ProblemType problemType,
        List<String> names,
        List<String> columns,
        String delimiter,
        boolean neverNegative) {

    static LabelRequest of(
            DatasetSpec spec, Split train, @Nullable Integer numLabels, @Nullable ProblemType problemType) {
        GlueTask glue = spec.glue();
        List<String> names = train.labelNames().isEmpty() && glue != null ? glue.labelNames() : train.labelNames();
        List<String> columns = Objects.requireNonNullElse(spec.labels(), List.of());
        return new LabelRequest(
                numLabels,
                problemType == null ? implied(spec) : problemType,
                columns.isEmpty() ? names : columns,
                columns,
                Objects.requireNonNullElse(spec.labelDelimiter(), "|"),
                glue == GlueTask.STSB);
    }

    /** @return what the specification says without saying it; null: nothing */
    static @Nullable ProblemType implied(DatasetSpec spec) {
        if (spec.labels() != null || spec.labelDelimiter() != null) {
            return ProblemType.MULTI_LABEL_CLASSIFICATION;
        }
        return spec.glue() == GlueTask.STSB ? ProblemType.REGRESSION : null;
    }
}
