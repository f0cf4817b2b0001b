package dev.tunewright.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;

/** Converts little-endian elements to float32, through short arrays: loops over arrays are what the compiler does best. */
@FunctionalInterface
interface FloatReader {

    /** Elements converted at once: small enough for the first-level cache. */
    int CHUNK = 4096;

    /** @param source all of it is read; its order is little-endian */
    void read(ByteBuffer source, FloatBuffer destination);

    /** @return empty if the type holds no floating-point numbers */
    static Optional<FloatReader> of(Dtype dtype) {
        return switch (dtype) {
            case F64 -> Optional.of(FloatReader::fromF64);
            case F32 -> Optional.of((source, destination) -> destination.put(source.asFloatBuffer()));
            case F16 -> Optional.of(FloatReader::fromF16);
            case BF16 -> Optional.of(FloatReader::fromBf16);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> Optional.empty();
        };
    }

    private static void fromF64(ByteBuffer source, FloatBuffer destination) {
        DoubleBuffer doubles = source.asDoubleBuffer();
        double[] from = new double[CHUNK];
        float[] to = new float[CHUNK];
        while (doubles.hasRemaining()) {
            int count = Math.min(CHUNK, doubles.remaining());
            doubles.get(from, 0, count);
            for (int i = 0; i < count; i++) {
                to[i] = (float) from[i];
            }
            destination.put(to, 0, count);
        }
    }

    private static void fromF16(ByteBuffer source, FloatBuffer destination) {
        ShortBuffer halves = source.asShortBuffer();
        short[] from = new short[CHUNK];
        float[] to = new float[CHUNK];
        while (halves.hasRemaining()) {
            int count = Math.min(CHUNK, halves.remaining());
            halves.get(from, 0, count);
            for (int i = 0; i < count; i++) {
                to[i] = halfToFloat(from[i]);
            }
            destination.put(to, 0, count);
        }
    }

    private static void fromBf16(ByteBuffer source, FloatBuffer destination) {
        ShortBuffer halves = source.asShortBuffer();
        short[] from = new short[CHUNK];
        float[] to = new float[CHUNK];
        while (halves.hasRemaining()) {
            int count = Math.min(CHUNK, halves.remaining());
            halves.get(from, 0, count);
            for (int i = 0; i < count; i++) {
                to[i] = Float.intBitsToFloat(from[i] << 16);
            }
            destination.put(to, 0, count);
        }
    }

    /** Exact for every half: the shifted bits read as a float are 2^112 times too small, also where they are subnormal. */
    private static float halfToFloat(short half) {
        int magnitude = (half & 0x7fff) << 13;
        int sign = (half & 0x8000) << 16;
        int bits = magnitude >= 0x7c00 << 13
                ? magnitude | 0x7f800000 // infinity, or not a number with its payload
                : Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) * 0x1p112f);
        return Float.intBitsToFloat(bits | sign);
    }
}
