package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dropout falls where the original's does, and nowhere else. Its masks are others, so what is compared is how far the
 * logits of one text spread when a single place drops; src/bench/dropout/dropout_sites.py recorded transformers 5.23.0.
 */
class DropoutSitesTest {

    private static final Path RECORDED = Path.of("src/test/resources/dropout-sites.json");
    private static final int[] TEXT = {5, 6, 7, 8, 20, 30};

    /** @param passes many where the rows of one pass share a mask: that of DeBERTa's distances */
    @ParameterizedTest
    @CsvSource({
        "albert, 1, 3000",
        "bert, 1, 3000",
        "deberta-v2, 400, 10",
        "distilbert, 1, 3000",
        "electra, 1, 3000",
        "modernbert, 1, 3000",
        "mpnet, 1, 3000",
        "roberta, 1, 3000",
        "xlm-roberta, 1, 3000"
    })
    void eachPlaceSpreadsTheLogitsAsTheOriginals(String architecture, int passes, int rows) {
        JsonNode recorded = JsonMapper.shared().readTree(RECORDED.toFile()).get(architecture);
        Map<String, Object> rates =
                JsonMapper.shared().convertValue(recorded.get("rates"), new TypeReference<Map<String, Object>>() {});
        Path folder = Path.of("src/test/resources/golden", architecture, "with-head");
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder);
                AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(
                        checkpoint, ModelConfig.of(checkpoint.config(), rates), 42)) {
            int places = recorded.get("spreads").size();
            for (int place = 1; place <= places; place++) {
                AtOnePlace masks = new AtOnePlace(place);
                float[] logits = logits(model, masks, passes, rows);
                assertThat(masks.places).isEqualTo(places);
                for (int label = 0; label < 2; label++) {
                    assertThat(deviation(logits, label))
                            .as("place %d, logit %d", place, label)
                            .isCloseTo(
                                    recorded.at("/spreads/" + (place - 1) + "/" + label)
                                            .asDouble(),
                                    withinPercentage(8));
                }
            }
        }
    }

    private static float[] logits(AutoModelForSequenceClassification model, AtOnePlace masks, int passes, int rows) {
        TokenizedDataset texts = new TokenizedDataset(
                Collections.nCopies(rows, new Encoding(TEXT, new int[TEXT.length])), new double[rows]);
        FloatBuffer logits = FloatBuffer.allocate(passes * rows * 2);
        try (NDManager manager = model.manager().newSubManager()) {
            int[] all = IntStream.range(0, rows).toArray();
            Packed batch = Packed.of(manager, new DataCollatorWithPadding(16).collate(texts, all));
            for (int step = 0; step < passes; step++) {
                try (NDManager scope = manager.newSubManager()) {
                    masks.places = 0;
                    Pass pass = new Pass(scope, Placement.HOST, false, masks.begin(42, step), 0, new ArrayList<>());
                    logits.put(model.forward(batch, pass).toFloatArray());
                }
            }
        }
        return logits.array();
    }

    private static double deviation(float[] logits, int label) {
        int count = logits.length / 2;
        double mean = IntStream.range(0, count)
                .mapToDouble(row -> logits[2 * row + label])
                .average()
                .orElseThrow();
        return Math.sqrt(IntStream.range(0, count)
                .mapToDouble(row -> Math.pow(logits[2 * row + label] - mean, 2))
                .average()
                .orElseThrow());
    }

    /** Drops at a single place of the forward pass. */
    private static final class AtOnePlace extends DropoutMasks {

        private final int place;
        private int places;

        AtOnePlace(int place) {
            this.place = place;
        }

        @Override
        public NDArray next(NDManager manager, double p, Shape shape) {
            NDArray mask = super.next(manager, p, shape);
            return ++places == place ? mask : mask.onesLike();
        }
    }
}
