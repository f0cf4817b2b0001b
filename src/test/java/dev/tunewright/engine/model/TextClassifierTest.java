package dev.tunewright.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TextClassifierTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");
    private static TextClassifier classifier;

    @BeforeAll
    static void load() {
        classifier = TextClassifier.load(GOLDEN.resolve("with-head"));
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert", //
                "albert",
                "mpnet",
                "modernbert",
                "deberta-v2"
            })
    void logitsMatchTransformers(String architecture) throws Exception {
        Path folder = Path.of("src/test/resources/golden", architecture);
        JsonNode expected = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("golden.json")));
        try (TextClassifier model = TextClassifier.load(folder.resolve("with-head"))) {
            assertLogits(model, expected, "pair_logits_before", true);
            assertLogits(model, expected, "single_logits_before", false);
            assertBatchEqualsItsSingleRows(model, expected);
        }
    }

    private static void assertBatchEqualsItsSingleRows(TextClassifier model, JsonNode json) {
        List<Encoding> rows = new ArrayList<>();
        for (JsonNode row : json.get("eval_rows")) {
            boolean pair = rows.size() % 3 > 0;
            rows.add(model.encode(row.get(0).asString(), pair ? row.get(1).asString() : null));
        }
        float[][] together = model.logits(rows);
        for (int i = 0; i < rows.size(); i++) {
            float[] alone = model.logits(List.of(rows.get(i)))[0];
            assertThat(together[i]).containsExactly(alone, within(1e-5f));
        }
    }

    @Test
    void knowsItsLabels() {
        assertThat(classifier.labels()).containsExactly("LABEL_0", "LABEL_1");
        assertThat(classifier.isRegression()).isFalse();
    }

    private static void assertLogits(TextClassifier model, JsonNode json, String key, boolean pairs) {
        JsonNode expected = json.get(key);
        for (int row = 0; row < expected.size(); row++) {
            JsonNode texts = json.get("eval_rows").get(row);
            Encoding encoding =
                    model.encode(texts.get(0).asString(), pairs ? texts.get(1).asString() : null);
            float[] logits = model.logits(List.of(encoding))[0];
            for (int label = 0; label < logits.length; label++) {
                assertThat((double) logits[label])
                        .isCloseTo(expected.get(row).get(label).asDouble(), within(1e-5));
            }
        }
    }
}
