package dev.tunewright.engine.metric;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How often each class was expected and predicted, and the scores that follow. A share of nothing is 0, as in scikit-learn. */
final class ConfusionMatrix {

    private final long[] expected;
    private final long[] predicted;
    private final long[] correct;
    private long rows;

    ConfusionMatrix(int classes) {
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
        }
    }

    double accuracy() {
        return share(
                IntStream.range(0, correct.length).mapToLong(c -> correct[c]).sum(), rows);
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

    /** @return the score of class 1 where there are two classes, else the mean over classes that were expected or predicted */
    double average(IntToDoubleFunction score) {
        if (expected.length == 2) {
            return score.applyAsDouble(1);
        }
        return IntStream.range(0, expected.length)
                .filter(c -> expected[c] + predicted[c] > 0)
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
