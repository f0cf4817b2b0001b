package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;

/**
 * A learned number for each head and each distance between two tokens, added to the attention scores: T5's scheme
 * (Raffel et al. 2019), as MPNet has it. Near distances have a bucket each, far ones share one, the farther the more.
 */
public final class RelativePositionBias {

    private static final int BUCKETS = 32;
    private static final int EACH_DIRECTION = BUCKETS / 2;
    private static final int EXACT = EACH_DIRECTION / 2;
    private static final int FARTHEST = 128;

    private final Embedding table;

    private RelativePositionBias(Embedding table) {
        this.table = table;
    }

    /** Declares {@code <name>.weight} (buckets, A); the first 32 are used, whatever there are, as in the original. */
    public static RelativePositionBias declare(Parameters parameters, String name, int buckets, int heads) {
        return new RelativePositionBias(Embedding.declare(parameters, name, buckets, heads));
    }

    /** @return float32 (1, A, T, T) */
    public NDArray forward(Packed batch) {
        int width = (int) batch.width();
        long[] ofDistance = IntStream.range(1 - width, width)
                .mapToLong(RelativePositionBias::bucket)
                .toArray();
        long[] buckets = new long[width * width];
        for (int query = 0; query < width; query++) {
            for (int key = 0; key < width; key++) {
                buckets[query * width + key] = ofDistance[key - query + width - 1];
            }
        }
        NDArray biases = table.forward(Transfer.of(batch.inputIds().getManager(), buckets)); // (T*T, A)
        return biases.transpose().reshape(new Shape(1, -1, width, width));
    }

    /** In float32, as the original rounds. */
    private static int bucket(int distance) {
        int direction = distance > 0 ? EACH_DIRECTION : 0;
        int size = Math.abs(distance);
        if (size < EXACT) {
            return direction + size;
        }
        float logarithm = (float) Math.log((float) size / EXACT) / (float) Math.log((double) FARTHEST / EXACT);
        int far = EXACT + (int) (logarithm * (EACH_DIRECTION - EXACT));
        return direction + Math.min(far, EACH_DIRECTION - 1);
    }
}
