package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An inference request of the Open Inference Protocol, version 2: one tensor {@code text} of type BYTES, of shape [n] or [n, 2], as JSON
 * or by the protocol's binary extension.
 *
 * @param id comes back with the answer
 * @param outputs names of the tensors that are wanted; empty: all
 */
record OipRequest(@Nullable String id, List<PredictInput> rows, boolean truncate, Set<String> outputs) {

    static final String TEXT = "text";
    private static final String FIELD = "inputs[0]";

    /**
     * @param jsonLength bytes of the body that are JSON, where tensors follow them
     * @throws InvalidInputException with every wrong field and row
     */
    static OipRequest read(byte[] body, @Nullable Integer jsonLength, PredictSettings limits) {
        int json = jsonLength == null ? body.length : jsonLength;
        if (json < 0 || json > body.length) {
            throw new InvalidInputException(
                    OipController.JSON_LENGTH, "must be from 0 to the body's " + body.length + " bytes, was " + json);
        }
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = JsonFields.of(StrictJson.read(Arrays.copyOf(body, json)), violations);
        if (fields == null) {
            throw new InvalidInputException(violations);
        }
        String id = fields.string("id");
        InputReader reader = new InputReader(limits, violations);
        JsonNode inputs = fields.node("inputs");
        if (inputs != null && inputs.isArray() && inputs.size() == 1) {
            tensor(inputs.get(0), Arrays.copyOfRange(body, json, body.length), violations, reader);
        } else {
            fields.wrong("inputs", "must be one tensor, `" + TEXT + "`");
        }
        Set<String> outputs = outputs(fields.node("outputs"), violations);
        JsonFields parameters = fields.object("parameters"); // What others of them ask for can be left undone.
        boolean truncate = parameters == null || parameters.flag("truncate", true);
        fields.rejectUnknown();
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new OipRequest(id, reader.rows(), truncate, outputs);
    }

    boolean wants(String output) {
        return outputs.isEmpty() || outputs.contains(output);
    }

    private static void tensor(JsonNode node, byte[] binary, List<Violation> violations, InputReader reader) {
        JsonFields tensor = JsonFields.of(node, violations);
        if (tensor == null) {
            return;
        }
        if (!TEXT.equals(tensor.string("name"))) {
            reader.wrong(FIELD + ".name", "must be `" + TEXT + "`");
        }
        if (!"BYTES".equals(tensor.string("datatype"))) {
            reader.wrong(FIELD + ".datatype", "must be BYTES");
        }
        JsonNode shape = tensor.node("shape");
        JsonNode data = tensor.node("data");
        List<JsonNode> texts = data == null ? BytesTensor.decode(binary, reader) : flat(data);
        if (shape == null || !shape.isArray() || !isShape(shape)) {
            reader.wrong(
                    FIELD + ".shape", "must be [n] or [n, 2], was " + (shape == null ? "nothing" : shape.toString()));
            return;
        }
        rows(shape, texts, reader);
    }

    private static boolean isShape(JsonNode shape) {
        boolean whole = shape.valueStream().allMatch(size -> size.canConvertToInt() && size.isIntegralNumber());
        boolean ofOne = shape.size() == 1 || shape.size() == 2 && shape.get(1).asInt(0) <= 2;
        return whole && ofOne && shape.valueStream().allMatch(size -> size.intValue() > 0);
    }

    private static void rows(JsonNode shape, List<JsonNode> texts, InputReader reader) {
        int count = shape.get(0).intValue();
        int width = shape.size() == 2 ? shape.get(1).intValue() : 1;
        if (!reader.mayHave(FIELD, count)) {
            return;
        }
        if (texts.size() != count * width) {
            reader.wrong(FIELD + ".data", "must have the shape's " + count * width + " texts, had " + texts.size());
            return;
        }
        for (int row = 0; row < count; row++) {
            String field = FIELD + ".data[" + row + "]";
            if (width == 1) {
                reader.single(field, texts.get(row));
            } else {
                reader.pair(field, texts.get(2 * row), texts.get(2 * row + 1));
            }
        }
    }

    /** The protocol takes a tensor's values nested as its shape says, or in one list. */
    private static List<JsonNode> flat(JsonNode data) {
        return data.valueStream()
                .flatMap(value -> value instanceof ArrayNode ? value.valueStream() : Stream.of(value))
                .toList();
    }

    private static Set<String> outputs(@Nullable JsonNode node, List<Violation> violations) {
        Set<String> names = new HashSet<>();
        if (node == null) {
            return names;
        }
        for (JsonNode output : node.isArray() ? node : JsonNodeFactory.instance.arrayNode()) {
            String name = output.path("name").asString("");
            if (!name.equals(OipAnswer.LOGITS) && !name.equals(OipAnswer.ARGMAX)) {
                violations.add(new Violation("outputs", "must be logits or argmax, was " + JsonFields.shown(output)));
            }
            names.add(name);
        }
        return names;
    }
}
