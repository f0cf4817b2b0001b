package dev.tunewright.engine.checkpoint;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Walks over the fields of one protobuf message: as much of the format as reading ONNX weights takes. */
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer message;
    private int field;
    private long number;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    ProtobufReader(ByteBuffer message) {
        this.message = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Goes to the next field.
     *
     * @return false at the end of the message
     * @throws IllegalArgumentException if the message is cut or no protobuf
     */
    boolean next() {
        if (!message.hasRemaining()) {
            return false;
        }
        try {
            long key = varint();
            field = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> number = varint();
                case FIXED64 -> number = message.getLong();
                case FIXED32 -> number = message.getInt();
                case BYTES -> {
                    int length = Math.toIntExact(varint());
                    bytes = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                    message.position(message.position() + length);
                }
                default -> throw new IllegalArgumentException("protobuf of wire type " + (key & 7));
            }
            return true;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalArgumentException("a protobuf message ends too early", e);
        }
    }

    /** @return number of the current field in its message's definition */
    int field() {
        return field;
    }

    /** @return value of a numeric field */
    long number() {
        return number;
    }

    /** @return content of a nested message, string, byte string or packed list; a view, little-endian */
    ByteBuffer bytes() {
        return bytes;
    }

    String string() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a protobuf number of more than 64 bits");
    }
}
