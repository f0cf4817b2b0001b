package dev.tunewright.engine.metric;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each class came to, as scikit-learn's {@code confusion_matrix} and {@code classification_report} with
 * {@code zero_division=0}: a share of nothing is 0.
 *
 * @param counts rows by the class that was expected and, within, the class that was predicted, both by id; null where there
 *     are too many classes for such a table, or a row may have several
 * @param perClass by id, also of classes that no row has
 */
public record ClassReport(int @Nullable [] @Nullable [] counts, List<Scores> perClass) {

    private static final int MOST_COUNTED = 1000;

    /** @param support rows whose label it is */
    public record Scores(double precision, double recall, double f1, long support) {}

    /**
     * @param logits float32 (rows, numLabels), unnormalised
     * @param expected class id of each row (rows), or 1 or 0 for each class (rows*numLabels); a row whose label is NaN (none)
     *     does not count
     */
    public static ClassReport of(float[][] logits, double[] expected, int numLabels) {
        boolean multiLabel = expected.length > logits.length;
        int targets = multiLabel ? numLabels : 1;
        int[][] counts = multiLabel || numLabels > MOST_COUNTED ? null : new int[numLabels][numLabels];
        ConfusionMatrix confusion = new ConfusionMatrix(numLabels, multiLabel);
        for (int row = 0; row < logits.length; row++) {
            if (Double.isNaN(expected[row * targets])) {
                continue;
            }
            if (multiLabel) {
                confusion.count(expected, row * targets, logits[row]);
                continue;
            }
            int label = (int) expected[row];
            int predicted = Metrics.argmax(logits[row]);
            confusion.count(label, predicted);
            if (counts != null) {
                counts[label][predicted]++;
            }
        }
        List<Scores> perClass = new ArrayList<>(numLabels);
        for (int c = 0; c < numLabels; c++) {
            perClass.add(
                    new Scores(confusion.precision(c), confusion.recall(c), confusion.f1(c), confusion.support(c)));
        }
        return new ClassReport(counts, perClass);
    }
}
