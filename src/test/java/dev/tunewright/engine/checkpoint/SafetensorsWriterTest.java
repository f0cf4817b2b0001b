package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert/model.safetensors");

    @TempDir
    Path folder;

    @Test
    void writtenTensorsAreReadBack() {
        Path path = folder.resolve("out.safetensors");
        ByteBuffer direct = ByteBuffer.allocateDirect(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0, 2f)
                .putFloat(4, -3f);
        FloatBuffer longRun = FloatBuffer.allocate(700_000);
        longRun.put(699_999, 7f);
        SafetensorsWriter.write(
                path,
                SafetensorsWriter.PYTORCH,
                List.of(
                        new Tensor(
                                "odd",
                                Dtype.F32,
                                List.of(1L, 1L),
                                FloatBuffer.wrap(new float[] {9, 1.25f, 9}).slice(1, 1)),
                        new Tensor("direct", Dtype.F32, List.of(2L), direct),
                        new Tensor("heap", Dtype.U8, List.of(3L), ByteBuffer.wrap(new byte[] {5, 6, 7})),
                        new Tensor("run", Dtype.F32, List.of(700_000L), longRun),
                        new Tensor("empty", Dtype.F32, List.of(0L), FloatBuffer.allocate(0)),
                        new Tensor("step", Dtype.I64, List.of(), LongBuffer.wrap(new long[] {1L << 40}))));
        assertThat(direct.position()).isZero();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.names()).containsExactlyInAnyOrder("step", "odd", "direct", "run", "empty", "heap");
            assertThat(file.raw("step").getLong(0)).isEqualTo(1L << 40);
            assertThat(file.raw("odd").getFloat(0)).isEqualTo(1.25f);
            assertThat(file.raw("direct").getFloat(4)).isEqualTo(-3f);
            assertThat(file.raw("heap").get(2)).isEqualTo((byte) 7);
            assertThat(file.raw("run").getFloat(4 * 699_999)).isEqualTo(7f);
            assertThat(file.info("odd").shape()).containsExactly(1L, 1L);
        }
    }

    @Test
    void rewrittenGoldenFileHoldsTheSameTensors() throws IOException {
        Path path = folder.resolve("golden.safetensors");
        try (SafetensorsFile golden = SafetensorsFile.open(GOLDEN)) {
            List<Tensor> tensors = new ArrayList<>();
            for (String name : golden.names()) {
                TensorInfo info = golden.info(name);
                tensors.add(new Tensor(name, Dtype.valueOf(info.dtype()), info.shape(), golden.raw(name)));
            }
            SafetensorsWriter.write(path, golden.metadata(), tensors);
        }
        // The same order, padding and spelling as the original's writer: the same bytes.
        assertThat(path).hasSameBinaryContentAs(GOLDEN);
    }

    @Test
    void dataBeginAtAMultipleOfEightBytes() throws IOException {
        for (int length = 1; length <= 9; length++) {
            Path path = folder.resolve("aligned.safetensors");
            SafetensorsWriter.write(
                    path,
                    Map.of(),
                    List.of(new Tensor("n".repeat(length), Dtype.U8, List.of(1L), ByteBuffer.allocate(1))));
            byte[] content = Files.readAllBytes(path);
            long header =
                    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(header % 8).isZero();
            assertThat(content).hasSize((int) (8 + header + 1));
            assertThat(new String(content, 8, (int) header, StandardCharsets.UTF_8))
                    .startsWith("{\"__metadata__\":{}")
                    .matches(".*} {0,7}");
        }
    }

    @Test
    void readersOfAReplacedFileKeepTheOldBytes() {
        Path path = folder.resolve("replaced.safetensors");
        SafetensorsWriter.write(path, Map.of(), List.of(scalar(1f)));
        try (SafetensorsFile old = SafetensorsFile.open(path)) {
            SafetensorsWriter.write(path, Map.of(), List.of(scalar(2f)));
            assertThat(old.raw("s").getFloat(0)).isEqualTo(1f);
        }
        try (SafetensorsFile current = SafetensorsFile.open(path)) {
            assertThat(current.raw("s").getFloat(0)).isEqualTo(2f);
        }
    }

    @Test
    void dataThatDoNotFitTheShapeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tensor("t", Dtype.F32, List.of(3L), FloatBuffer.allocate(2)))
                .withMessageContaining("needs 12 bytes, not 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tensor("t", Dtype.I64, List.of(2L), FloatBuffer.allocate(2)))
                .withMessageContaining("cannot hold I64");
        Path path = folder.resolve("twice.safetensors");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(path, Map.of(), List.of(scalar(1f), scalar(2f))))
                .withMessageContaining("given twice");
        assertThat(path).doesNotExist();
    }

    private static Tensor scalar(float value) {
        return new Tensor("s", Dtype.F32, List.of(), FloatBuffer.wrap(new float[] {value}));
    }
}
