package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.checkpoint.OnnxGraph.Initializer;
import dev.tunewright.engine.checkpoint.OnnxGraph.Node;
import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the weights of an exported BERT the names and orientation that they have in PyTorch. Embeddings, biases and norms
 * kept their names. The exporter turned each linear's matrix, (in, out) then, and called it by a number; the node that
 * multiplies by it still carries the layer's path.
 */
final class OnnxBertWeights {

    private static final String MULTIPLICATION = "/MatMul";

    private OnnxBertWeights() {}

    /** @return float32 tensors by their hub names; integer buffers, such as {@code position_ids}, are left out */
    static List<Tensor> of(OnnxGraph graph) {
        Map<String, String> matrixNames = matrixNames(graph);
        List<Tensor> tensors = new ArrayList<>();
        for (Initializer initializer : graph.initializers().values()) {
            String matrixName = matrixNames.get(initializer.name());
            if (matrixName != null) {
                tensors.add(transposed(matrixName, initializer));
            } else if (initializer.isFloatingPoint()) {
                tensors.add(unchanged(initializer));
            }
        }
        return tensors;
    }

    /** {@code /encoder/layer.0/output/dense/MatMul} multiplies by {@code encoder.layer.0.output.dense.weight}. */
    private static Map<String, String> matrixNames(OnnxGraph graph) {
        Map<String, String> names = new HashMap<>();
        for (Node node : graph.nodes()) {
            boolean linear = node.operation().equals("MatMul")
                    && node.name().endsWith(MULTIPLICATION)
                    && graph.initializers().containsKey(node.inputs().get(1));
            if (linear) {
                String path = node.name().substring(1, node.name().length() - MULTIPLICATION.length());
                names.put(node.inputs().get(1), path.replace('/', '.') + ".weight");
            }
        }
        return names;
    }

    private static Tensor unchanged(Initializer initializer) {
        boolean alreadyFloat32 = initializer.dtype().equals(Optional.of(Dtype.F32));
        Buffer data = alreadyFloat32 ? initializer.data() : initializer.floats();
        return new Tensor(initializer.name(), Dtype.F32, initializer.shape(), data);
    }

    private static Tensor transposed(String name, Initializer matrix) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        FloatBuffer from = matrix.floats();
        float[] to = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from.get(row * columns + column);
            }
        }
        return new Tensor(name, Dtype.F32, List.of((long) columns, (long) rows), FloatBuffer.wrap(to));
    }
}
