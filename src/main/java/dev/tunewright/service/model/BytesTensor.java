package dev.tunewright.service.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The values of a BYTES tensor in the Open Inference Protocol's binary extension: each is its length, four bytes little-endian, and its bytes. */
final class BytesTensor {

    private static final String FIELD = "inputs[0].data";

    private BytesTensor() {}

    /** @return its texts; what is wrong with them is told to the reader */
    static List<JsonNode> decode(byte[] tensor, InputReader reader) {
        ByteBuffer rest = ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN);
        List<JsonNode> texts = new ArrayList<>();
        while (rest.remaining() >= Integer.BYTES) {
            int length = rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                reader.wrong(
                        FIELD,
                        "element " + texts.size() + " is said to have " + length + " bytes, and " + rest.remaining()
                                + " are left");
                return texts;
            }
            texts.add(text(rest.slice(rest.position(), length), texts.size(), reader));
            rest.position(rest.position() + length);
        }
        if (rest.hasRemaining()) {
            reader.wrong(FIELD, "ends with " + rest.remaining() + " bytes that are no element");
        }
        return texts;
    }

    private static JsonNode text(ByteBuffer bytes, int element, InputReader reader) {
        try {
            return StringNode.valueOf(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException noText) {
            reader.wrong(FIELD, "element " + element + " is not UTF-8");
            return StringNode.valueOf("-");
        }
    }
}
