package dev.tunewright.engine.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The order of an epoch's rows: torch's own permutation, from a seed that depends on the epoch alone. */
record Sampler(TrainingArguments arguments, int rows) {

    /**
     * @param epoch 0-based
     * @return row indices of each batch
     */
    List<int[]> batches(int epoch) {
        int[] order = order(epoch);
        int batchSize = arguments.trainBatchSize();
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < rows; start += batchSize) {
            if (start + batchSize <= rows || !arguments.dataloaderDropLast()) {
                batches.add(Arrays.copyOfRange(order, start, Math.min(rows, start + batchSize)));
            }
        }
        return batches;
    }

    private int[] order(int epoch) {
        int[] order = new int[rows];
        if ("sequential".equals(arguments.trainSamplingStrategy())) {
            Arrays.setAll(order, row -> row);
            return order;
        }
        Engine.getEngine("PyTorch").setRandomSeed(arguments.dataSeed() + epoch);
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                NDArray permutation = scratch.randomPermutation(rows)) {
            long[] drawn = permutation.toLongArray();
            Arrays.setAll(order, row -> (int) drawn[row]);
            return order;
        }
    }
}
