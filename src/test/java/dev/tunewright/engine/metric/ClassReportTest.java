package dev.tunewright.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The expected values were printed by scikit-learn 1.9.1: {@code confusion_matrix(y, p, labels=[0,1,2,3])} and
 * {@code classification_report(y, p, labels=[0,1,2,3], zero_division=0, output_dict=True)}.
 */
class ClassReportTest {

    private static final double[] LABELS = {0, 0, 1, 1, 1, 2, Double.NaN, 0, 2};
    private static final int[] PREDICTED = {0, 1, 1, 1, 0, 0, 3, 0, 0};

    @Test
    void equalsScikitLearnAndLeavesOutRowsWithoutALabel() {
        ClassReport report = ClassReport.of(logits(4), LABELS, 4);

        assertThat(report.counts()).isDeepEqualTo(new int[][] {{2, 1, 0, 0}, {1, 2, 0, 0}, {2, 0, 0, 0}, {0, 0, 0, 0}});
        assertThat(report.perClass())
                .containsExactly(
                        new ClassReport.Scores(0.4, 0.6666666666666666, 0.5, 3),
                        new ClassReport.Scores(0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 3),
                        new ClassReport.Scores(0, 0, 0, 2),
                        new ClassReport.Scores(0, 0, 0, 0));
    }

    @Test
    void countsNoPairsOfAThousandAndOneClasses() {
        ClassReport report = ClassReport.of(logits(1001), LABELS, 1001);

        assertThat(report.counts()).isNull();
        assertThat(report.perClass()).hasSize(1001);
        assertThat(report.perClass().get(1).support()).isEqualTo(3);
    }

    private static float[][] logits(int numLabels) {
        float[][] logits = new float[PREDICTED.length][numLabels];
        for (int row = 0; row < logits.length; row++) {
            logits[row][PREDICTED[row]] = 1;
        }
        return logits;
    }
}
