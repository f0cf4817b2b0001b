package dev.tunewright.engine.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;

/** The order of an epoch's rows, as the original's samplers draw it from torch's generator. */
interface RowOrder {

    /** @return row indices of the 0-based epoch */
    int[] ofEpoch(int epoch);

    /** The original opens a loader for each evaluation, and opening one draws from torch's generator. */
    default void evaluationBegins() {}

    static RowOrder sequential(int rows) {
        return epoch -> IntStream.range(0, rows).toArray();
    }

    /** A permutation whose seed depends on the epoch alone. */
    static RowOrder random(int rows, int seed) {
        return epoch -> {
            Engine.getEngine("PyTorch").setRandomSeed(seed + epoch);
            return permutation(rows);
        };
    }

    static int[] permutation(int rows) {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                NDArray drawn = scratch.randomPermutation(rows)) {
            return IntStream.range(0, rows).map(at -> (int) drawn.getLong(at)).toArray();
        }
    }
}
