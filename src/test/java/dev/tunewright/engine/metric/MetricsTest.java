package dev.tunewright.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The expected values were printed by scikit-learn 1.9.1 and scipy 1.17.1:
 *
 * <pre>
 * avg = "binary" if classes == 2 else "macro"
 * print([float(f(true, pred, **k)) for f, k in ((accuracy_score, {}), (f1_score, {"average": avg}),
 *     (precision_score, {"average": avg}), (recall_score, {"average": avg}), (matthews_corrcoef, {}))])
 * print([float(pearsonr(pred, true)[0]), float(spearmanr(pred, true)[0]), float(mean_squared_error(true, pred))])
 * </pre>
 */
class MetricsTest {

    private static final List<String> OF_CLASSES =
            List.of("accuracy", "f1", "precision", "recall", "matthews_correlation");
    private static final List<String> OF_VALUES = List.of("pearson", "spearmanr", "mse");
    private static final Labels REGRESSION = new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0"));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "two classes,             2, 0110110, 0101110, 0.7142857142857143 0.75 0.75 0.75 0.4166666666666667",
        "class 3 never seen,      4, 0122102, 0221100, 0.5714285714285714 0.5666666666666668 0.5555555555555555 0.611111111111111 0.375",
        "class 2 only predicted,  3, 0110,    0120,    0.75 0.5555555555555555 0.6666666666666666 0.5 0.6708203932499369",
        "no positives,            2, 000,     000,     1.0 0.0 0.0 0.0 0.0",
        "no positive predicted,   2, 011,     000,     0.3333333333333333 0.0 0.0 0.0 0.0",
    })
    void classesMatchScikitLearn(String name, int classes, String expected, String predicted, String scores) {
        Metrics metrics = Metrics.of(OF_CLASSES, classes(classes));
        float[][] logits =
                predicted.chars().mapToObj(c -> oneHot(c - '0', classes)).toArray(float[][]::new);
        double[] labels = expected.chars().mapToDouble(c -> c - '0').toArray();

        assertScores(metrics.compute(logits, labels), OF_CLASSES, numbers(scores));
    }

    /** As {@code classesMatchScikitLearn} with arrays of 0 and 1 and {@code average="macro"}, once {@code "micro"}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "three labels,     3, 100 011 000 101 110, 100 010 001 111 010,"
                + " 0.2 0.7000000000000001 0.7142857142857143 0.7222222222222222 0.7222222222222222",
        "label never seen, 2, 10 00 10,            10 00 00,"
                + " 0.6666666666666666 0.3333333333333333 0.6666666666666666 0.5 0.25",
    })
    void severalLabelsMatchScikitLearn(String name, int classes, String expected, String predicted, String scores) {
        List<String> asked = List.of("accuracy", "f1", "f1_micro", "precision", "recall");
        Labels labels = new Labels(
                ProblemType.MULTI_LABEL_CLASSIFICATION,
                classes,
                classes(classes).names());
        double[] sets =
                expected.replace(" ", "").chars().mapToDouble(c -> c - '0').toArray();
        float[][] logits = Arrays.stream(predicted.split(" "))
                .map(row -> {
                    float[] values = new float[classes];
                    for (int c = 0; c < classes; c++) {
                        values[c] = row.charAt(c) == '1' ? 0.25f : -2;
                    }
                    return values;
                })
                .toArray(float[][]::new);

        assertScores(Metrics.of(asked, labels).compute(logits, sets), asked, numbers(scores));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> Metrics.of(List.of("matthews_correlation"), labels))
                .withMessageContaining("does not score texts that may have several labels; use accuracy, f1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ties,                 1 2 2 3.5 5, 0.5 2.5 1.5 1.5 4, 0.8149701742024982 0.7631578947368421 1.15",
        "two rows,             1 2,         3 -1,              -1 -1 6.5",
        "constant predictions, 1 2 3,       2 2 2,             NaN NaN 0.6666666666666666",
    })
    void valuesMatchScipy(String name, String expected, String predicted, String scores) {
        float[][] logits = Arrays.stream(numbers(predicted))
                .mapToObj(v -> new float[] {(float) v})
                .toArray(float[][]::new);

        assertScores(Metrics.of(OF_VALUES, REGRESSION).compute(logits, numbers(expected)), OF_VALUES, numbers(scores));
    }

    /** The evaluation of a whole run by the original. */
    @Test
    void goldenPredictionsScoreAsInTheOriginal() throws IOException {
        JsonNode golden;
        try (InputStream in = MetricsTest.class.getResourceAsStream("/golden/bert/golden.json")) {
            golden = new JsonMapper().readTree(in);
        }
        float[][] logits = golden.get("predictions")
                .valueStream()
                .map(row -> new float[] {row.get(0).floatValue(), row.get(1).floatValue()})
                .toArray(float[][]::new);
        double[] labels = golden.get("eval_rows")
                .valueStream()
                .mapToDouble(row -> row.get(2).asDouble())
                .toArray();

        Map<String, Double> scores = Metrics.of(List.of(), classes(2)).compute(logits, labels);

        JsonNode original = golden.get("predict_metrics");
        assertThat(scores.keySet()).containsExactly("accuracy", "f1");
        assertThat(scores.get("accuracy"))
                .isCloseTo(original.get("test_accuracy").asDouble(), within(1e-12));
        assertThat(scores.get("f1")).isCloseTo(original.get("test_f1").asDouble(), within(1e-12));
    }

    @Test
    void scoresComeInTheOrderAskedFor() {
        Map<String, Double> scores = Metrics.of(List.of("recall", "accuracy", "f1"), classes(2))
                .compute(new float[][] {{0, 1}}, new double[] {1});

        assertThat(scores.keySet()).containsExactly("recall", "accuracy", "f1");
    }

    @Test
    void rowsWithoutLabelDoNotCount() {
        Metrics metrics = Metrics.of(List.of("accuracy"), classes(2));

        assertThat(metrics.compute(new float[][] {{0, 1}, {0, 1}}, new double[] {1, Double.NaN}))
                .containsEntry("accuracy", 1.0);
        assertThat(metrics.compute(new float[][] {{0, 1}}, new double[] {Double.NaN}))
                .containsEntry("accuracy", Double.NaN);
    }

    @Test
    void firstOfEqualLogitsWins() {
        assertThat(Metrics.argmax(new float[] {1, 3, 3})).isEqualTo(1);
        assertThat(Metrics.argmax(new float[] {1, Float.NaN, 3})).isEqualTo(1);
    }

    @Test
    void everyWrongNameIsReported() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> Metrics.of(List.of("acuracy", "pearson", "f1"), classes(2)))
                .satisfies(e -> assertThat(e.violations())
                        .extracting(Violation::message)
                        .satisfiesExactly(
                                unknown -> assertThat(unknown)
                                        .startsWith("`acuracy` is unknown; known are accuracy, f1, f1_micro, precision")
                                        .endsWith("Did you mean `accuracy`?"),
                                misfit -> assertThat(misfit).contains("`pearson` scores values", "use accuracy, f1")))
                .satisfies(e ->
                        assertThat(e.violations()).extracting(Violation::field).containsOnly("metrics"));
    }

    private static Labels classes(int count) {
        return new Labels(
                ProblemType.SINGLE_LABEL_CLASSIFICATION,
                count,
                IntStream.range(0, count).mapToObj(id -> "LABEL_" + id).toList());
    }

    private static float[] oneHot(int index, int length) {
        float[] row = new float[length];
        row[index] = 1;
        return row;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static void assertScores(Map<String, Double> scores, List<String> names, double[] expected) {
        assertThat(scores.keySet()).containsExactlyElementsOf(names);
        assertThat(scores.values().stream().mapToDouble(Double::doubleValue).toArray())
                .containsExactly(expected, within(1e-12));
    }
}
