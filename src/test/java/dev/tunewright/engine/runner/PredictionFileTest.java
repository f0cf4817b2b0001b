package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.data.Example;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.trainer.PredictionOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PredictionFileTest {

    private static final Labels CLASSES = new Labels(ProblemType.SINGLE_LABEL_CLASSIFICATION, 2, List.of("no", "yes"));
    private static final Labels VALUES = new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0"));
    private static final float NAN = Float.NaN;

    @TempDir
    Path folder;

    @Test
    void rowsKeepTheFilesOrderAndWhatIsNotThereIsNull() {
        PredictionFile file = file(CLASSES, new float[][] {{2, 1}, {0, 3}, {NAN, 1}}, 0, Double.NaN, 1);

        JsonNode json = read(file.write(folder));

        assertThat(json.get("rows").intValue()).isEqualTo(3);
        assertThat(json.get("label_ids").toString()).isEqualTo("[0,null,1]");
        assertThat(json.get("predictions").toString()).isEqualTo("[[2.0,1.0],[0.0,3.0],[null,1.0]]");
        assertThat(json.get("argmax").toString()).isEqualTo("[0,1,0]");
        assertThat(json.get("losses").toString()).isEqualTo("[0.5,null,null]");
        assertThat(json.at("/confusion_matrix/labels").toString()).isEqualTo("[\"no\",\"yes\"]");
        assertThat(json.at("/confusion_matrix/counts").toString()).isEqualTo("[[1,0],[1,0]]");
        assertThat(json.at("/per_class/1").toString())
                .isEqualTo("{\"label\":\"yes\",\"precision\":0.0,\"recall\":0.0,\"f1\":0.0,\"support\":1}");
    }

    @Test
    void valuesAndRowsWithoutLabelsHaveNoClassReport() {
        JsonNode values = read(file(VALUES, new float[][] {{2}, {3}}, 2.5, 3).write(folder));
        assertThat(values.get("label_ids").toString()).isEqualTo("[2.5,3.0]");
        assertThat(values.propertyNames()).doesNotContain("argmax", "confusion_matrix", "per_class");

        JsonNode unlabelled =
                read(file(CLASSES, new float[][] {{2, 1}}, Double.NaN).write(folder));
        assertThat(unlabelled.propertyNames()).contains("argmax").doesNotContain("confusion_matrix", "per_class");
    }

    @Test
    void rowsOfSeveralLabelsHaveThemAll() throws IOException {
        Labels labels = new Labels(ProblemType.MULTI_LABEL_CLASSIFICATION, 2, List.of("red", "blue"));
        PredictionFile file = file(labels, new float[][] {{2, 1}, {-1, 3}}, 1, 0, NAN, NAN);

        JsonNode json = read(file.write(folder));

        assertThat(json.get("label_ids").toString()).isEqualTo("[[1,0],null]");
        assertThat(json.propertyNames()).doesNotContain("argmax", "confusion_matrix");
        assertThat(json.at("/per_class/0").toString())
                .isEqualTo("{\"label\":\"red\",\"precision\":1.0,\"recall\":1.0,\"f1\":1.0,\"support\":1}");
        JsonNode worst = worst(file, examples(2, "text")).get(0);
        assertThat(worst.get("label").toString()).isEqualTo("[\"red\"]");
        assertThat(worst.get("predicted").toString()).isEqualTo("[\"red\",\"blue\"]");
        assertThat(worst.get("scores").get(1).doubleValue()).isCloseTo(0.731, within(1e-3));
    }

    @Test
    void worstRowsComeFirstWithTheirTexts() throws IOException {
        PredictionFile file =
                file(CLASSES, new float[][] {{1, 1}, {0, 3}, {NAN, 1}, {2, 2}}, 0.0, Double.NaN, 1.0, 1.0);

        List<JsonNode> rows = worst(file, examples(4, "text"));

        assertThat(rows).extracting(row -> row.get("row").intValue()).containsExactly(2, 3, 0);
        assertThat(rows.get(0).get("loss").isNull()).isTrue();
        assertThat(rows.get(1).toString())
                .isEqualTo("{\"row\":3,\"text\":\"text 3\",\"text_pair\":\"pair 3\",\"label\":\"yes\","
                        + "\"predicted\":\"no\",\"loss\":3.5,\"logits\":[2.0,2.0],\"scores\":[0.5,0.5]}");
    }

    @Test
    void worstRowsOfValuesShowTheValues() throws IOException {
        List<JsonNode> rows = worst(file(VALUES, new float[][] {{2}}, 2.5), examples(1, "text"));

        assertThat(rows.get(0).get("label").doubleValue()).isEqualTo(2.5);
        assertThat(rows.get(0).get("predicted").doubleValue()).isEqualTo(2);
        assertThat(rows.get(0).has("scores")).isFalse();
    }

    @Test
    void atMostAThousandRowsAndTenThousandCharactersOfATextAreKept() throws IOException {
        float[][] logits = Collections.nCopies(1200, new float[] {1, 0}).toArray(float[][]::new);
        double[] labels = IntStream.range(0, 1200).mapToDouble(row -> 0).toArray();

        List<JsonNode> rows = worst(file(CLASSES, logits, labels), examples(1200, "𝄞".repeat(5001)));

        assertThat(rows).hasSize(WorstRows.MOST);
        assertThat(rows.get(0).get("row").intValue()).isEqualTo(1199);
        assertThat(rows.get(0).get("text").asString()).isEqualTo("𝄞".repeat(5000) + "…");
    }

    /** A row's loss is its number and a half. */
    private static PredictionFile file(Labels labels, float[][] logits, double... labelIds) {
        double[] losses = IntStream.range(0, logits.length)
                .mapToDouble(row ->
                        Double.isNaN(labelIds[row * labels.targets()]) || Float.isNaN(logits[row][0]) ? NAN : row + 0.5)
                .toArray();
        return new PredictionFile(
                "validation", labels, new PredictionOutput(logits, labelIds, losses, Map.of("test_loss", 0.5)));
    }

    private static List<Example> examples(int rows, String text) {
        return IntStream.range(0, rows)
                .mapToObj(row -> new Example(text + " " + row, "pair " + row, 0))
                .toList();
    }

    private List<JsonNode> worst(PredictionFile file, List<Example> rows) throws IOException {
        return Files.readAllLines(file.worst(rows).write(folder)).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static JsonNode read(Path file) {
        return JsonMapper.shared().readTree(file);
    }
}
