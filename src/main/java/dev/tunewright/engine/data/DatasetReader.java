package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads .tsv, .csv, .jsonl, .json and .parquet files into examples and checks every row. Files are UTF-8 and read as
 * streams; a field may have 2^20 characters.
 *
 * <p>Labels: a column of floats, or {@code num_labels} 1, is regression; whole numbers 0 to n-1 are class ids; anything
 * else is mapped to ids in sorted order, or in the order in which the data set names its labels. Lists are several labels
 * for a text: names, ids, or 1 or 0 for each class. Rows of a test split may do without labels.
 */
public final class DatasetReader {

    private final DatasetSpec spec;
    private final @Nullable ProblemType problemType;
    private final Violations violations = new Violations();

    private DatasetReader(DatasetSpec spec, @Nullable ProblemType problemType) {
        this.spec = spec;
        this.problemType = problemType;
    }

    /** As {@link #read(DatasetSpec, Integer, ProblemType)}, with a problem as the labels have it. */
    public static Dataset read(DatasetSpec spec, @Nullable Integer numLabels) {
        return read(spec, numLabels, null);
    }

    /**
     * @param numLabels width of the logits as asked for; null: as the labels of the train split have it
     * @param problemType what the labels are to mean; null: as they look
     * @throws InvalidInputException with all violations: of {@code dataset.…} for the specification and its columns, of
     *     {@code dataset.files.<split>} for files and rows (by line), of {@code num_labels}
     */
    public static Dataset read(DatasetSpec spec, @Nullable Integer numLabels, @Nullable ProblemType problemType) {
        return new DatasetReader(spec, problemType).read(numLabels);
    }

    private Dataset read(@Nullable Integer numLabels) {
        if (numLabels != null && numLabels < 1) {
            violations.add("num_labels", "must be at least 1, was " + numLabels);
        }
        if (!SpecCheck.check(spec, violations)) {
            violations.throwIfAny();
        }
        Map<String, Split> splits = readFiles();
        Split train = splits.get("train");
        Optional<LabelColumn> labels = train == null || train.rows().isEmpty() || !train.whole()
                ? Optional.empty()
                : LabelReading.of(
                        LabelRequest.of(
                                spec, train, numLabels != null && numLabels < 1 ? null : numLabels, problemType),
                        train,
                        violations);
        Map<String, List<Example>> examples = new LinkedHashMap<>();
        labels.ifPresent(
                column -> splits.forEach((name, split) -> examples.put(name, column.encode(split, violations))));
        if (train != null) {
            splits.values().forEach(split -> verifyNames(split, train));
        }
        violations.throwIfAny();
        holdOut(examples);
        violations.throwIfAny();
        examples.replaceAll(
                (name, rows) -> cut(rows, name.equals("train") ? spec.maxTrainSamples() : spec.maxEvalSamples()));
        return new Dataset(labels.orElseThrow().labels(), examples);
    }

    /** An id must mean in every split what it means in the train split. */
    private void verifyNames(Split split, Split train) {
        if (!split.labelNames().isEmpty() && !split.labelNames().equals(train.labelNames())) {
            violations.add(
                    split.field(),
                    "names its labels " + split.labelNames() + ", but the train split names them "
                            + train.labelNames());
        }
    }

    /** The train split comes first: the others must have its columns. */
    private Map<String, Split> readFiles() {
        Map<String, Split> splits = new LinkedHashMap<>();
        ColumnNames names = null;
        ProblemType known = problemType == null ? LabelRequest.implied(spec) : problemType;
        boolean multiLabel = known == ProblemType.MULTI_LABEL_CLASSIFICATION;
        for (String name : SplitName.ordered(spec.splits().keySet())) {
            SplitReader reader = new SplitReader(name, spec, names, multiLabel, violations);
            splits.put(name, reader.read(spec.splits().getOrDefault(name, List.of())));
            names = names == null ? reader.names() : names;
        }
        return splits;
    }

    private void holdOut(Map<String, List<Example>> examples) {
        Double fraction = spec.validationFraction();
        if (fraction == null) {
            return;
        }
        List<Example> rows = examples.getOrDefault("train", List.of());
        HoldOut parts = HoldOut.of(rows, fraction);
        if (parts.train().isEmpty()) {
            violations.add(
                    "dataset.validation_fraction",
                    "leaves none of the " + rows.size() + " rows to train on, was " + fraction);
        }
        Map<String, List<Example>> others = new LinkedHashMap<>(examples);
        examples.clear();
        examples.put("train", parts.train());
        examples.put("validation", parts.validation());
        others.forEach(examples::putIfAbsent);
    }

    private static List<Example> cut(List<Example> rows, @Nullable Integer most) {
        return most == null || rows.size() <= most ? List.copyOf(rows) : List.copyOf(rows.subList(0, most));
    }
}
