package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {

    private static final byte[] MATRIX = tensor("onnx::MatMul_1", 10, new int[] {1, 2}, halves(0x3c00, 0xc000));
    private static final byte[] BIAS = tensor("dense.bias", 1, new int[] {1}, new byte[] {0, 0, (byte) 0x80, 0x3f});
    private static final byte[] POSITIONS = tensor("position_ids", 7, new int[] {1}, new byte[8]);
    private static final byte[] NODE = message(
            field(1, text("hidden")),
            field(1, text("onnx::MatMul_1")),
            field(2, text("out")),
            field(3, text("/layer.0/dense/MatMul")),
            field(4, text("MatMul")));
    private static final byte[] MODEL = message(
            new byte[] {8, 6}, // ir_version
            field(2, text("producer")),
            field(7, message(field(1, NODE), field(5, MATRIX), field(5, BIAS), field(5, POSITIONS))));

    @Test
    void nodesAndWeightsAreRead() {
        OnnxGraph graph = OnnxGraph.read(ByteBuffer.wrap(MODEL));
        assertThat(graph.nodes())
                .containsExactly(
                        new OnnxGraph.Node("MatMul", "/layer.0/dense/MatMul", List.of("hidden", "onnx::MatMul_1")));
        assertThat(graph.initializers()).containsOnlyKeys("onnx::MatMul_1", "dense.bias", "position_ids");
        assertThat(graph.initializers().get("onnx::MatMul_1").shape()).containsExactly(1L, 2L);
        assertThat(graph.initializers().get("position_ids").isFloatingPoint()).isFalse();
    }

    @Test
    void matricesAreTurnedAndNamedByTheirLayerAndAllBecomeFloat32() {
        List<Tensor> tensors = OnnxBertWeights.of(OnnxGraph.read(ByteBuffer.wrap(MODEL)));
        assertThat(tensors).extracting(Tensor::name).containsExactly("layer.0.dense.weight", "dense.bias");
        assertThat(tensors).extracting(Tensor::dtype).containsOnly(Dtype.F32);
        assertThat(tensors.get(0).shape()).containsExactly(2L, 1L);
        assertThat(tensors.get(0).data()).isEqualTo(FloatBuffer.wrap(new float[] {1f, -2f}));
    }

    @Test
    void cutModelIsRefused() {
        for (int length = 3; length < MODEL.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(MODEL, 0, length);
            if (length != 12) { // there, the field before the graph ends
                assertThatIllegalArgumentException().as("%d bytes", length).isThrownBy(() -> OnnxGraph.read(cut));
            }
        }
    }

    @Test
    void numberWithoutEndIsRefused() {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xff);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxGraph.read(ByteBuffer.wrap(endless)))
                .withMessageContaining("64 bits");
    }

    private static byte[] tensor(String name, int type, int[] shape, byte[] data) {
        ByteArrayOutputStream dims = new ByteArrayOutputStream();
        for (int dimension : shape) {
            dims.write(8);
            dims.write(dimension);
        }
        return message(dims.toByteArray(), new byte[] {16, (byte) type}, field(8, text(name)), field(9, data));
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int rest = content.length; rest >= 0; rest = rest > 127 ? rest >> 7 : -1) {
            out.write(rest > 127 ? rest & 127 | 128 : rest);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] halves(int... bits) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : bits) {
            buffer.putShort((short) half);
        }
        return buffer.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
