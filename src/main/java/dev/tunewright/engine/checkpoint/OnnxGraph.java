package dev.tunewright.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Of an ONNX model, its nodes and its weights. Field numbers below are those of {@code onnx.proto}.
 *
 * @param initializers by name, in the order of the file
 */
record OnnxGraph(List<Node> nodes, Map<String, Initializer> initializers) {

    /** One operation; exporters name it by the path of the module that made it. */
    record Node(String operation, String name, List<String> inputs) {}

    /**
     * One constant tensor.
     *
     * @param dtype empty for a type that is not understood
     * @param data its elements, little-endian; a view of the model's bytes
     */
    record Initializer(String name, Optional<Dtype> dtype, List<Long> shape, ByteBuffer data) {

        boolean isFloatingPoint() {
            return dtype.flatMap(FloatReader::of).isPresent();
        }

        /** @return the elements as float32, row by row; the caller's own copy */
        FloatBuffer floats() {
            FloatReader reader = dtype.flatMap(FloatReader::of).orElseThrow();
            FloatBuffer floats = FloatBuffer.allocate(Math.toIntExact(new TensorInfo("", shape).elements()));
            reader.read(data, floats);
            return floats.flip();
        }
    }

    /** @throws IllegalArgumentException if these are not the bytes of an ONNX model */
    static OnnxGraph read(ByteBuffer model) {
        OnnxGraph graph = new OnnxGraph(new ArrayList<>(), new LinkedHashMap<>());
        ProtobufReader fields = new ProtobufReader(model);
        while (fields.next()) {
            if (fields.field() == 7) { // ModelProto.graph
                graph.add(new ProtobufReader(fields.bytes()));
            }
        }
        return graph;
    }

    private void add(ProtobufReader fields) {
        while (fields.next()) {
            if (fields.field() == 1) { // GraphProto.node
                nodes.add(node(new ProtobufReader(fields.bytes())));
            } else if (fields.field() == 5) { // GraphProto.initializer
                Initializer initializer = initializer(new ProtobufReader(fields.bytes()));
                initializers.put(initializer.name(), initializer);
            }
        }
    }

    private static Node node(ProtobufReader fields) {
        List<String> inputs = new ArrayList<>();
        String name = "";
        String operation = "";
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> inputs.add(fields.string());
                case 3 -> name = fields.string();
                case 4 -> operation = fields.string();
                default -> {} // outputs and attributes
            }
        }
        return new Node(operation, name, inputs);
    }

    private static Initializer initializer(ProtobufReader fields) {
        String name = "";
        List<Long> shape = new ArrayList<>();
        Optional<Dtype> dtype = Optional.empty();
        ByteBuffer data = ByteBuffer.allocate(0);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> shape.add(fields.number()); // dims
                case 2 -> dtype = dtype((int) fields.number()); // data_type
                case 4, 9 -> data = fields.bytes(); // float_data, packed; raw_data
                case 8 -> name = fields.string();
                default -> {}
            }
        }
        return new Initializer(name, dtype, shape, data);
    }

    /** TensorProto.DataType, as far as weights have it. */
    private static Optional<Dtype> dtype(int number) {
        return switch (number) {
            case 1 -> Optional.of(Dtype.F32);
            case 7 -> Optional.of(Dtype.I64);
            case 10 -> Optional.of(Dtype.F16);
            case 11 -> Optional.of(Dtype.F64);
            case 16 -> Optional.of(Dtype.BF16);
            default -> Optional.empty();
        };
    }
}
