package dev.tunewright.engine.checkpoint;

import java.util.Optional;

/** Types of tensor elements that are understood, by the names that safetensors gives them. */
public enum Dtype {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** @return size of one element in bytes */
    public int bytes() {
        return bytes;
    }

    /** @return empty for a type that is not understood, such as {@code F8_E4M3} */
    static Optional<Dtype> of(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }
}
