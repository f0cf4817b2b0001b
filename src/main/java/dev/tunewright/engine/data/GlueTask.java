package dev.tunewright.engine.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tasks of GLUE that can be trained: what the files do not tell. Their columns are guessed without doubt, in the hub's
 * files and in GLUE's own, which differ; only CoLA's own have no header.
 */
public enum GlueTask {
    /** Is the sentence grammatical? */
    COLA(List.of("unacceptable", "acceptable"), List.of("matthews_correlation")),
    /** Does the review like the film? */
    SST2(List.of("negative", "positive"), List.of("accuracy")),
    /** Do the two say the same? */
    MRPC(List.of("not_equivalent", "equivalent"), List.of("accuracy", "f1")),
    /** Do the two ask the same? */
    QQP(List.of("not_duplicate", "duplicate"), List.of("accuracy", "f1")),
    /** How near are the two in meaning, from 0 to 5? */
    STSB(List.of(), List.of("pearson", "spearmanr")),
    /** Does the one follow from the other? Evaluated on genres that are trained on and on others. */
    MNLI(List.of("entailment", "neutral", "contradiction"), List.of("accuracy")),
    /** Does the sentence answer the question? */
    QNLI(List.of("entailment", "not_entailment"), List.of("accuracy")),
    /** Does the one follow from the other? */
    RTE(List.of("entailment", "not_entailment"), List.of("accuracy")),
    /** Is the pronoun read rightly? */
    WNLI(List.of("not_entailment", "entailment"), List.of("accuracy"));

    private static final Set<String> SPLITS = Set.of("train", "validation", "test");
    private static final Set<String> SPLITS_OF_MNLI =
            Set.of("train", "validation_matched", "validation_mismatched", "test_matched", "test_mismatched");

    private final List<String> labelNames;
    private final List<String> metrics;

    GlueTask(List<String> labelNames, List<String> metrics) {
        this.labelNames = labelNames;
        this.metrics = metrics;
    }

    /** @return the task of a data set's name, such as {@code glue/mrpc} */
    public static Optional<GlueTask> named(String dataset) {
        return Stream.of(values())
                .filter(task -> dataset.equals("glue/" + task.name().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * @param files of each split, the hub's or GLUE's own; of others than the task's, such as MRPC's {@code dev_ids.tsv}, none
     *     is read, nor CoLA's own test split, whose columns are not those of its others
     */
    public DatasetSpec spec(Map<String, List<Path>> files) {
        boolean headless = this == COLA
                && files.getOrDefault("train", List.of()).stream()
                        .anyMatch(file -> file.toString().endsWith(".tsv"));
        Map<String, List<Path>> splits = new LinkedHashMap<>(files);
        splits.keySet().retainAll(this == MNLI ? SPLITS_OF_MNLI : SPLITS);
        if (headless) {
            splits.remove("test");
        }
        String text = headless ? "3" : null;
        String label = headless ? "1" : null;
        return new DatasetSpec(splits, text, null, label, null, null, null, null, null, null, null, null, this);
    }

    /** @return names of the class ids, in order; empty for regression */
    List<String> labelNames() {
        return labelNames;
    }

    /** @return what GLUE scores the task by, as the HTTP contract spells it */
    public List<String> metrics() {
        return metrics;
    }
}
