package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFolderTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");

    @TempDir
    Path folder;

    @Test
    void singleFileIsRead() {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(GOLDEN)) {
            assertThat(checkpoint.path()).isEqualTo(GOLDEN);
            assertThat(checkpoint.config().get("hidden_size").intValue()).isEqualTo(32);
            assertThat(checkpoint.names()).hasSize(55).contains("pooler.dense.weight");
            assertThat(checkpoint.info("pooler.dense.weight").shape()).containsExactly(32L, 32L);
            FloatBuffer bias = FloatBuffer.allocate(32);
            checkpoint.readFloats("pooler.dense.bias", bias);
            assertThat(bias.hasRemaining()).isFalse();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> checkpoint.info("classifier.weight"))
                    .withMessageContaining("no tensor classifier.weight");
        }
    }

    @Test
    void shardsAreOneView() throws IOException {
        writeShards(
                "{\"metadata\":{\"total_size\":12},\"weight_map\":{\"c\":\"one.safetensors\",\"a\":\"two.safetensors\"}}");
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            // "b" lies in a shard but the index does not list it.
            assertThat(checkpoint.names()).containsExactly("c", "a");
            FloatBuffer value = FloatBuffer.allocate(1);
            checkpoint.readFloats("a", value);
            assertThat(value.get(0)).isEqualTo(1f);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"weight_map\":{\"a\":\"three.safetensors\"}}       | three.safetensors: there is no such file",
                "{\"weight_map\":{\"a\":\"one.safetensors\"}}         | puts a into one.safetensors, which has no such tensor",
                "{\"weight_map\":{\"a\":\"../two.safetensors\"}}      | ../two.safetensors",
                "{\"weight_map\":{\"a\":\"/two.safetensors\"}}        | /two.safetensors",
                "{\"weight_map\":{\"a\":2}}                           | puts a into 2",
                "{\"weight_map\":{}}                                  | no weight_map",
                "{\"weight_map\":[]}                                  | no weight_map",
                "{\"weight_map\":                                     | not valid JSON",
            })
    void brokenIndexIsRefused(String index, String problem) throws IOException {
        writeShards(index);
        assertRefused(problem);
    }

    private void writeShards(String index) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index);
        SafetensorsWriter.write(
                folder.resolve("one.safetensors"),
                SafetensorsWriter.PYTORCH,
                List.of(scalar("b", 2f), scalar("c", 3f)));
        SafetensorsWriter.write(folder.resolve("two.safetensors"), SafetensorsWriter.PYTORCH, List.of(scalar("a", 1f)));
    }

    private static Tensor scalar(String name, float value) {
        return new Tensor(name, Dtype.F32, List.of(), FloatBuffer.wrap(new float[] {value}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json"})
    void pickledWeightsAreRefusedWithTheRemedy(String name) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve(name), "x");
        assertRefused("only " + name);
        assertRefused("save_pretrained(folder, safe_serialization=True)");
    }

    @Test
    void safetensorsBesidePickledWeightsAreTaken() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"eps\": NaN}");
        Files.writeString(folder.resolve("pytorch_model.bin"), "x");
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, List.of(scalar("a", 1f)));
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            assertThat(checkpoint.names()).containsExactly("a");
            assertThat(checkpoint.config().get("eps").doubleValue()).isNaN();
        }
    }

    @Test
    void folderWithoutWeightsIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        assertRefused("neither model.safetensors nor");
    }

    @Test
    void folderWithoutConfigIsRefused() throws IOException {
        Files.copy(GOLDEN.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        assertRefused("has no config.json");
    }

    @Test
    void absentFolderIsRefused() {
        folder = folder.resolve("absent");
        assertRefused("absent is not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "", "{} {}", "hidden_size: 3", "\u0000"})
    void configThatIsNotJsonIsRefused(String config) throws IOException {
        Files.copy(GOLDEN.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), config);
        assertRefused("config.json: it ");
    }

    @Test
    void configThatIsNoObjectIsRefused() throws IOException {
        Files.copy(GOLDEN.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), "[1]");
        assertRefused("must hold a JSON object, not ARRAY");
    }

    @Test
    void truncatedWeightsAreRefused() throws IOException {
        byte[] content = Files.readAllBytes(GOLDEN.resolve("model.safetensors"));
        Files.copy(GOLDEN.resolve("config.json"), folder.resolve("config.json"));
        Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(content, 100_000));
        assertRefused("model.safetensors: the file is truncated: 100000 of 174896 bytes; download it again");
    }

    private void assertRefused(String problem) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> CheckpointFolder.open(folder))
                .satisfies(e -> {
                    assertThat(e.violations()).singleElement().satisfies(violation -> {
                        assertThat(violation.field()).isEqualTo("checkpoint");
                        assertThat(violation.message()).contains(problem);
                    });
                });
    }
}
