package dev.tunewright.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.checkpoint.Dtype;
import dev.tunewright.engine.checkpoint.SafetensorsWriter;
import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import dev.tunewright.engine.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints as the hub has them: the body with the heads of its pre-training. */
class HubCheckpointTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "roberta, roberta., lm_head.dense.weight, classifier.out_proj.weight",
        "xlm-roberta, roberta., roberta.pooler.dense.weight, classifier.out_proj.weight",
        "distilbert, distilbert., vocab_transform.weight, pre_classifier.weight",
        "electra, electra., discriminator_predictions.dense.weight, classifier.dense.weight"
    })
    void bodyFillsAndOtherHeadsAreReported(String architecture, String prefix, String other, String head)
            throws IOException {
        pretrained(GOLDEN.resolve(architecture), prefix, other);

        try (AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(folder, 3)) {
            assertThat(model.report().unexpected()).containsExactly(other);
            assertThat(model.report().newlyInitialized())
                    .hasSize(4)
                    .contains(head)
                    .noneMatch(name -> name.startsWith(prefix));
        }
    }

    @Test
    void savedModelLoadsWithNothingLeftOpen() {
        for (String architecture : List.of("distilbert", "electra", "roberta", "xlm-roberta")) {
            Path saved = folder.resolve(architecture);
            try (AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(
                    GOLDEN.resolve(architecture).resolve("with-head"))) {
                model.savePretrained(saved);
            }
            try (CheckpointFolder theirs =
                            CheckpointFolder.open(GOLDEN.resolve(architecture).resolve("with-head"));
                    CheckpointFolder ours = CheckpointFolder.open(saved)) {
                assertThat(ours.names()).containsExactlyInAnyOrderElementsOf(theirs.names());
                assertThat(ours.config().get("architectures"))
                        .isEqualTo(theirs.config().get("architectures"));
            }
        }
    }

    @Test
    void robertaCountsPositionsPastThePaddingToken() {
        Path roberta = GOLDEN.resolve("roberta");

        assertThat(verify(roberta, Map.of())).isEqualTo(78);
        assertThat(verify(roberta, Map.of("pad_token_id", 0))).isEqualTo(79);
        assertThatThrownBy(() -> verify(roberta, Map.of("pad_token_id", 79)))
                .hasMessageContaining("config.pad_token_id: must be below max_position_embeddings - 1 = 79, was 79");
    }

    @Test
    void distilBertNamesTheKeysThatItsConfigurationLacks() {
        assertThatThrownBy(() -> verify(GOLDEN.resolve("distilbert"), Map.of("n_heads", 5, "activation", "sin")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::field)
                                .containsExactlyInAnyOrder("config.n_heads", "config.activation"));
    }

    private static int verify(Path checkpoint, Map<String, Object> overrides) {
        try (CheckpointFolder opened = CheckpointFolder.open(checkpoint)) {
            return AutoModelForSequenceClassification.verify(opened, ModelConfig.of(opened.config(), overrides));
        }
    }

    /** Writes the body's weights with the prefix that checkpoints of pre-training have, one more weight, and ids. */
    private void pretrained(Path body, String prefix, String other) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        try (CheckpointFolder source = CheckpointFolder.open(body)) {
            for (String name : source.names()) {
                TensorInfo info = source.info(name);
                FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(info.elements()));
                source.readFloats(name, values);
                tensors.add(new Tensor(prefix + name, Dtype.F32, info.shape(), values.rewind()));
            }
            Files.copy(body.resolve("config.json"), folder.resolve("config.json"));
        }
        tensors.add(new Tensor(other, Dtype.F32, List.of(2L), FloatBuffer.allocate(2)));
        tensors.add(new Tensor(
                prefix + "embeddings.position_ids", Dtype.I64, List.of(1L, 2L), LongBuffer.wrap(new long[] {0, 1})));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, tensors);
    }
}
