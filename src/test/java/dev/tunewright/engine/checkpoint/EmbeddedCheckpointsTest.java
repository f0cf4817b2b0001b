package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real artifact. */
class EmbeddedCheckpointsTest {

    @TempDir
    Path cache;

    @Test
    void miniLmIsWrittenUnderTheHubsNames() {
        Path folder = EmbeddedCheckpoints.materialise("minilm", cache);
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            assertThat(checkpoint.config().get("num_hidden_layers").intValue()).isEqualTo(6);
            assertThat(checkpoint.names())
                    .hasSize(101)
                    .allSatisfy(
                            name -> assertThat(checkpoint.info(name).dtype()).isEqualTo("F32"));
            assertThat(checkpoint.info("embeddings.word_embeddings.weight").shape())
                    .containsExactly(30522L, 384L);
            assertThat(checkpoint
                            .info("encoder.layer.0.intermediate.dense.weight")
                            .shape())
                    .containsExactly(1536L, 384L);
            assertThat(checkpoint.info("encoder.layer.5.output.dense.weight").shape())
                    .containsExactly(384L, 1536L);
            for (String linear : List.of("self.query", "self.key", "self.value", "output.dense")) {
                assertThat(checkpoint
                                .info("encoder.layer.3.attention." + linear + ".weight")
                                .shape())
                        .containsExactly(384L, 384L);
            }
            // What Python prints of the ONNX file: the matrices' [2, 1] and [1, 2], turned.
            FloatBuffer query = FloatBuffer.allocate(384 * 384);
            checkpoint.readFloats("encoder.layer.0.attention.self.query.weight", query);
            assertThat(query.get(384 + 2)).isEqualTo(0.07590459287166595f);
            assertThat(query.get(2 * 384 + 1)).isEqualTo(0.0024149019736796618f);
            FloatBuffer intermediate = FloatBuffer.allocate(1536 * 384);
            checkpoint.readFloats("encoder.layer.0.intermediate.dense.weight", intermediate);
            assertThat(intermediate.get(1000 * 384 + 3)).isEqualTo(0.028343791142106056f);
        }
    }

    @Test
    void secondCallWritesNothing() throws IOException {
        Path weights = EmbeddedCheckpoints.materialise("minilm", cache).resolve("model.safetensors");
        FileTime past = FileTime.from(1, TimeUnit.DAYS);
        Files.setLastModifiedTime(weights, past);
        EmbeddedCheckpoints.materialise("minilm", cache);
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(past);
    }

    @Test
    void damagedFolderIsWrittenAgain() throws IOException {
        Path folder = EmbeddedCheckpoints.materialise("minilm", cache);
        try (FileChannel weights = FileChannel.open(folder.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
            weights.truncate(1_000_000);
        }
        CheckpointFolder.open(EmbeddedCheckpoints.materialise("minilm", cache)).close();

        Files.delete(folder.resolve("tokenizer.json"));
        EmbeddedCheckpoints.materialise("minilm", cache);
        assertThat(folder.resolve("tokenizer.json")).isNotEmptyFile();

        Files.writeString(folder.resolve("config.json"), "{");
        EmbeddedCheckpoints.materialise("minilm", cache);
        CheckpointFolder.open(folder).close();
    }

    @Test
    void processesThatStartTogetherAllGetAWholeFolder() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            processes.add(new ProcessBuilder(
                            java,
                            "-Xmx400m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Materialise.class.getName(),
                            cache.toString())
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        try (var left = Files.list(cache)) {
            assertThat(left).noneMatch(path -> path.toString().contains(".tmp-"));
        }
    }

    /** What each of those processes does. */
    static final class Materialise {
        public static void main(String[] arguments) {
            Path folder = EmbeddedCheckpoints.materialise("minilm", Path.of(arguments[0]));
            CheckpointFolder.open(folder).close();
        }
    }

    @Test
    void unknownNameIsRefused() {
        assertThat(EmbeddedCheckpoints.names()).isEqualTo(Set.of("minilm"));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> EmbeddedCheckpoints.materialise("maxilm", cache))
                .withMessage("checkpoint: \"embedded:maxilm\" does not ship inside the jar; choose one of [minilm]");
    }
}
