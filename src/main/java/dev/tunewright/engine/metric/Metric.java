package dev.tunewright.engine.metric;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Every score there is; spelt in lower case in the HTTP contract. */
enum Metric {
    /** Share of rows whose largest logit is their label's, or whose every label is right where there may be several. */
    ACCURACY(Problems.CLASSES),
    /**
     * Harmonic mean of precision and recall: of class 1 where there are two, else the mean over the classes seen; over all
     * where a text may have several.
     */
    F1(Problems.CLASSES),
    /** F1 over all decisions alike; the accuracy where each text has one class. */
    F1_MICRO(Problems.CLASSES),
    /** Share of the predicted that are right; averaged as {@link #F1}. */
    PRECISION(Problems.CLASSES),
    /** Share of the right that were predicted; averaged as {@link #F1}. */
    RECALL(Problems.CLASSES),
    /** Matthews' correlation coefficient, for any number of classes. */
    MATTHEWS_CORRELATION(Set.of(ProblemType.SINGLE_LABEL_CLASSIFICATION)),
    /** Pearson's correlation coefficient. */
    PEARSON(Set.of(ProblemType.REGRESSION)),
    /** Spearman's rank correlation; equal values share their mean rank. */
    SPEARMANR(Set.of(ProblemType.REGRESSION)),
    /** Mean squared error. */
    MSE(Set.of(ProblemType.REGRESSION));

    /** Where an enum's constants may refer to. */
    private static final class Problems {
        static final Set<ProblemType> CLASSES =
                Set.of(ProblemType.SINGLE_LABEL_CLASSIFICATION, ProblemType.MULTI_LABEL_CLASSIFICATION);
    }

    private final Set<ProblemType> problems;

    Metric(Set<ProblemType> problems) {
        this.problems = problems;
    }

    static Optional<Metric> named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.spelling().equals(name))
                .findFirst();
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean scores(ProblemType problem) {
        return problems.contains(problem);
    }

    double ofClasses(ConfusionMatrix confusion) {
        return switch (this) {
            case ACCURACY -> confusion.accuracy();
            case F1 -> confusion.average(confusion::f1);
            case F1_MICRO -> confusion.microF1();
            case PRECISION -> confusion.average(confusion::precision);
            case RECALL -> confusion.average(confusion::recall);
            case MATTHEWS_CORRELATION -> confusion.matthews();
            case PEARSON, SPEARMANR, MSE -> throw new IllegalStateException(this + " of classes. Indicates a bug");
        };
    }

    double ofValues(double[] predicted, double[] expected) {
        return switch (this) {
            case PEARSON -> Correlation.pearson(predicted, expected);
            case SPEARMANR -> Correlation.spearman(predicted, expected);
            case MSE -> meanSquaredError(predicted, expected);
            case ACCURACY, F1, F1_MICRO, PRECISION, RECALL, MATTHEWS_CORRELATION ->
                throw new IllegalStateException(this + " of values. Indicates a bug");
        };
    }

    private static double meanSquaredError(double[] predicted, double[] expected) {
        double sum = 0;
        for (int i = 0; i < predicted.length; i++) {
            double error = predicted[i] - expected[i];
            sum += error * error;
        }
        return sum / predicted.length;
    }
}
