package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Masks made by this processor, a function of (seed, step, site, element). A counter-based hash (the finalizer of MurmurHash3) costs
 * about 0.3 ns an element where torch's generator costs 9.
 */
class DropoutMasks implements Masks {

    /** The compiler vectorises the loop below only when the index comes from an array. */
    private static final int BLOCK = 4096;

    /** What one thread fills before it asks for more. */
    private static final int CHUNK = 16 * BLOCK;

    private static final int[] INDEX = new int[BLOCK];

    static {
        for (int i = 0; i < BLOCK; i++) {
            INDEX[i] = i;
        }
    }

    private final List<Memory> buffers = new ArrayList<>();
    private long key;
    private int site;

    @Override
    public DropoutMasks begin(long seed, long step) {
        key = key(seed, step);
        site = 0;
        return this;
    }

    /** @return a number that differs between seeds and between steps in all its bits */
    static long key(long seed, long step) {
        return mix64(seed * 0x9E3779B97F4A7C15L + step);
    }

    @Override
    public NDArray next(NDManager manager, double p, Shape shape) {
        ByteBuffer bytes = buffer(Math.toIntExact(shape.size()) * Float.BYTES);
        fill(bytes.asIntBuffer(), p);
        return manager.create(bytes, shape, DataType.FLOAT32);
    }

    @Override
    public NDArray uniform(NDManager manager, double bound, Shape shape) {
        ByteBuffer bytes = buffer(Math.toIntExact(shape.size()) * Float.BYTES);
        FloatBuffer values = bytes.asFloatBuffer();
        long siteKey = mix64(key + ++site);
        for (int i = 0; i < values.capacity(); i++) {
            double share = (mix64(siteKey + i) >>> 11) * 0x1p-53;
            values.put(i, (float) ((2 * share - 1) * bound));
        }
        return manager.create(bytes, shape, DataType.FLOAT32);
    }

    /** The masks that were made are no longer valid. */
    @Override
    public void release() {
        buffers.forEach(Memory::close);
        buffers.clear();
    }

    /**
     * Each site keeps its own from step to step. Not Java's direct memory: the JVM bounds that by the heap's size, and gives back what a
     * longer batch replaces only when it collects garbage.
     */
    private ByteBuffer buffer(int bytes) {
        if (site == buffers.size()) {
            buffers.add(new Memory(bytes));
        } else if (buffers.get(site).size() < bytes) {
            buffers.get(site).close();
            buffers.set(site, new Memory(bytes));
        }
        return buffers.get(site).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** @param destination the bits of float32 */
    void fill(IntBuffer destination, double p) {
        long siteKey = mix64(key + ++site);
        int keep = Float.floatToRawIntBits((float) (1 / (1 - p)));
        int threshold = (int) Math.min(Integer.MAX_VALUE, Math.round(p * 0x1p31));
        int size = destination.capacity();
        IntStream.range(0, (size + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            int[] block = new int[BLOCK];
            for (int start = chunk * CHUNK; start < Math.min(size, (chunk + 1) * CHUNK); start += BLOCK) {
                hash(block, (int) mix64(siteKey + start), threshold, keep);
                destination.put(start, block, 0, Math.min(BLOCK, size - start));
            }
        });
    }

    /** Without a condition, since the compiler vectorises none that chooses between floats: ten times as fast. */
    private static void hash(int[] block, int blockKey, int threshold, int keep) {
        for (int i = 0; i < BLOCK; i++) {
            int h = INDEX[i] * 0x9E3779B1 + blockKey;
            h = (h ^ (h >>> 16)) * 0x85EBCA6B;
            h = (h ^ (h >>> 13)) * 0xC2B2AE35;
            h = h ^ (h >>> 16);
            int dropped = ((h >>> 1) - threshold) >> 31; // all ones or none
            block[i] = keep & ~dropped;
        }
    }

    private static long mix64(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
