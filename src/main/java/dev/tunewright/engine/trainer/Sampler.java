package dev.tunewright.engine.trainer;

import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts an epoch's rows, in their order, into batches. */
record Sampler(TrainingArguments arguments, int rows, RowOrder order) {

    static Sampler of(TrainingArguments arguments, TokenizedDataset train, TrainerState state) {
        int rows = train.size();
        RowOrder order = switch (arguments.trainSamplingStrategy()) {
            case "sequential" -> RowOrder.sequential(rows);
            case "group_by_length" -> {
                int[] lengths = train.rows().stream().mapToInt(Encoding::length).toArray();
                int batchRows = arguments.trainBatchSize() * arguments.gradientAccumulationSteps();
                yield new LengthGroupedOrder(lengths, batchRows, arguments.seed(), state);
            }
            default -> RowOrder.random(rows, arguments.dataSeed());
        };
        return new Sampler(arguments, rows, order);
    }

    /**
     * @param epoch 0-based
     * @return row indices of each batch
     */
    List<int[]> batches(int epoch) {
        int[] ordered = order.ofEpoch(epoch);
        int batchSize = arguments.trainBatchSize();
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < rows; start += batchSize) {
            if (start + batchSize <= rows || !arguments.dataloaderDropLast()) {
                batches.add(Arrays.copyOfRange(ordered, start, Math.min(rows, start + batchSize)));
            }
        }
        return batches;
    }
}
