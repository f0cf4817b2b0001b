package dev.tunewright.engine.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks of GLUE that can be trained: columns as the hub's data set names them, labels in the order of their ids. */
public enum GlueTask {
    /** Is the sentence grammatical? */
    COLA("sentence", null, List.of("unacceptable", "acceptable"), List.of("matthews_correlation")),
    /** Does the review like the film? */
    SST2("sentence", null, List.of("negative", "positive"), List.of("accuracy")),
    /** Do the two say the same? */
    MRPC("sentence1", "sentence2", List.of("not_equivalent", "equivalent"), List.of("accuracy", "f1")),
    /** Do the two ask the same? */
    QQP("question1", "question2", List.of("not_duplicate", "duplicate"), List.of("accuracy", "f1")),
    /** How near are the two in meaning, from 0 to 5? */
    STSB("sentence1", "sentence2", List.of(), List.of("pearson", "spearmanr")),
    /** Does the one follow from the other? Evaluated on genres that are trained on and on others. */
    MNLI("premise", "hypothesis", List.of("entailment", "neutral", "contradiction"), List.of("accuracy")),
    /** Does the sentence answer the question? */
    QNLI("question", "sentence", List.of("entailment", "not_entailment"), List.of("accuracy")),
    /** Does the one follow from the other? */
    RTE("sentence1", "sentence2", List.of("entailment", "not_entailment"), List.of("accuracy")),
    /** Is the pronoun read rightly? */
    WNLI("sentence1", "sentence2", List.of("not_entailment", "entailment"), List.of("accuracy"));

    private final String text;
    private final @Nullable String textPair;
    private final List<String> labelNames;
    private final List<String> metrics;

    GlueTask(String text, @Nullable String textPair, List<String> labelNames, List<String> metrics) {
        this.text = text;
        this.textPair = textPair;
        this.labelNames = labelNames;
        this.metrics = metrics;
    }

    /** @return the task of a data set's name, such as {@code glue/mrpc} */
    public static Optional<GlueTask> named(String dataset) {
        return Stream.of(values())
                .filter(task -> dataset.equals("glue/" + task.name().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    String text() {
        return text;
    }

    @Nullable
    String textPair() {
        return textPair;
    }

    /** @return names of the class ids, in order; empty for regression */
    public List<String> labelNames() {
        return labelNames;
    }

    /** @return what GLUE scores the task by, as the HTTP contract spells it */
    public List<String> metrics() {
        return metrics;
    }
}
