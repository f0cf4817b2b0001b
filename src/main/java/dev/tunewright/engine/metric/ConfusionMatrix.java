package dev.tunewright.engine.metric;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often each class was expected and predicted, and the scores that follow, for rows of one class each or of any number of
 * classes each. A share of nothing is 0, as in scikit-learn.
 */
final class ConfusionMatrix {

    private final boolean multiLabel;
    private final long[] expected;
    private final long[] predicted;
    private final long[] correct;
    private long rows;
    private long rightRows;

    ConfusionMatrix(int classes) {
        this(classes, false);
    }

    /** @param multiLabel whether a row may have any number of classes */
    ConfusionMatrix(int classes, boolean multiLabel) {
        this.multiLabel = multiLabel;
        expected = new long[classes];
        predicted = new long[classes];
        correct = new long[classes];
    }

    void count(int expectedClass, int predictedClass) {
        rows++;
        expected[expectedClass]++;
        predicted[predictedClass]++;
        if (expectedClass == predictedClass) {
            correct[expectedClass]++;
            rightRows++;
        }
    }

    /**
     * Counts a row of any number of classes; one is predicted where its logit is above 0, its sigmoid above 0.5.
     *
     * @param expectedClasses 1 or 0 for each class, from {@code at}
     */
    void count(double[] expectedClasses, int at, float[] logits) {
        rows++;
        int right = 0;
        for (int c = 0; c < logits.length; c++) {
            boolean isExpected = expectedClasses[at + c] == 1;
            boolean isPredicted = logits[c] > 0;
            expected[c] += isExpected ? 1 : 0;
            predicted[c] += isPredicted ? 1 : 0;
            correct[c] += isExpected && isPredicted ? 1 : 0;
            right += isExpected == isPredicted ? 1 : 0;
        }
        rightRows += right == logits.length ? 1 : 0;
    }

    /** @return share of the rows that are all right */
    double accuracy() {
        return share(rightRows, rows);
    }

    /** @return rows whose label it is */
    long support(int c) {
        return expected[c];
    }

    double precision(int c) {
        return share(correct[c], predicted[c]);
    }

    double recall(int c) {
        return share(correct[c], expected[c]);
    }

    double f1(int c) {
        return share(2 * correct[c], expected[c] + predicted[c]);
    }

    /** @return F1 over all decisions on a class alike */
    double microF1() {
        return share(
                2 * LongStream.of(correct).sum(),
                LongStream.of(expected).sum() + LongStream.of(predicted).sum());
    }

    /**
     * @return the score of class 1 where each row has one of two classes; else the mean over the classes: over all where a
     *     row may have any number of them, or those that were expected or predicted
     */
    double average(IntToDoubleFunction score) {
        if (expected.length == 2 && !multiLabel) {
            return score.applyAsDouble(1);
        }
        return IntStream.range(0, expected.length)
                .filter(c -> multiLabel || expected[c] + predicted[c] > 0)
                .mapToDouble(score)
                .average()
                .orElse(Double.NaN);
    }

    double matthews() {
        double total = rows;
        double right = 0;
        double expectedTimesPredicted = 0;
        double expectedSquared = 0;
        double predictedSquared = 0;
        for (int c = 0; c < expected.length; c++) {
            right += correct[c];
            expectedTimesPredicted += (double) expected[c] * predicted[c];
            expectedSquared += (double) expected[c] * expected[c];
            predictedSquared += (double) predicted[c] * predicted[c];
        }
        double spread = (total * total - expectedSquared) * (total * total - predictedSquared);
        return spread == 0 ? 0 : (right * total - expectedTimesPredicted) / Math.sqrt(spread);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
