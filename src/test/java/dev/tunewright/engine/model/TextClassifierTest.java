package dev.tunewright.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ParameterizedClass
@ValueSource(
        strings = {
            "albert",
            "bert",
            "deberta-v2",
            "distilbert",
            "electra",
            "modernbert",
            "mpnet",
            "roberta",
            "xlm-roberta"
        })
class TextClassifierTest {

    @Parameter
    String architecture;

    private static TextClassifier classifier;
    private static JsonNode golden;

    @BeforeParameterizedClassInvocation
    static void load(String architecture) throws Exception {
        Path folder = Path.of("src/test/resources/golden", architecture);
        classifier = TextClassifier.load(folder.resolve("with-head"));
        golden = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("golden.json")));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        classifier.close();
    }

    @Test
    void logitsOfPairsMatchTransformers() {
        assertLogits(golden.get("pair_logits_before"), true);
    }

    @Test
    void logitsOfSinglesMatchTransformers() {
        assertLogits(golden.get("single_logits_before"), false);
    }

    @Test
    void batchEqualsItsSingleRows() {
        List<Encoding> rows = new ArrayList<>();
        for (JsonNode row : golden.get("eval_rows")) {
            boolean pair = rows.size() % 3 > 0;
            rows.add(classifier.encode(row.get(0).asString(), pair ? row.get(1).asString() : null));
        }
        float[][] together = classifier.logits(rows);
        for (int i = 0; i < rows.size(); i++) {
            float[] alone = classifier.logits(List.of(rows.get(i)))[0];
            assertThat(together[i]).containsExactly(alone, within(1e-5f));
        }
    }

    @Test
    void knowsItsLabels() {
        assertThat(classifier.labels()).containsExactly("LABEL_0", "LABEL_1");
        assertThat(classifier.problemType()).isEqualTo(ProblemType.SINGLE_LABEL_CLASSIFICATION);
    }

    private static void assertLogits(JsonNode expected, boolean pairs) {
        for (int row = 0; row < expected.size(); row++) {
            JsonNode texts = golden.get("eval_rows").get(row);
            Encoding encoding = classifier.encode(
                    texts.get(0).asString(), pairs ? texts.get(1).asString() : null);
            float[] logits = classifier.logits(List.of(encoding))[0];
            for (int label = 0; label < logits.length; label++) {
                assertThat((double) logits[label])
                        .isCloseTo(expected.get(row).get(label).asDouble(), within(1e-5));
            }
        }
    }
}
