package dev.tunewright.engine.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every score there is; spelt in lower case in the HTTP contract. */
enum Metric {
    /** Share of rows whose largest logit is their label's. */
    ACCURACY(false),
    /** Harmonic mean of precision and recall: of class 1 where there are two, else the mean over the classes seen. */
    F1(false),
    /** Share of the predicted that are right; averaged as {@link #F1}. */
    PRECISION(false),
    /** Share of the right that were predicted; averaged as {@link #F1}. */
    RECALL(false),
    /** Matthews' correlation coefficient, for any number of classes. */
    MATTHEWS_CORRELATION(false),
    /** Pearson's correlation coefficient. */
    PEARSON(true),
    /** Spearman's rank correlation; equal values share their mean rank. */
    SPEARMANR(true),
    /** Mean squared error. */
    MSE(true);

    private final boolean regression;

    Metric(boolean regression) {
        this.regression = regression;
    }

    static Optional<Metric> named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.spelling().equals(name))
                .findFirst();
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return true where it scores values, false where it scores classes */
    boolean regression() {
        return regression;
    }

    double ofClasses(ConfusionMatrix confusion) {
        return switch (this) {
            case ACCURACY -> confusion.accuracy();
            case F1 -> confusion.average(confusion::f1);
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
            case ACCURACY, F1, PRECISION, RECALL, MATTHEWS_CORRELATION ->
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
