package dev.tunewright.engine.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of like length together: the permutation is cut into mega-batches, each sorted by length, longest first, and the
 * longest row of all comes first, so that too long a batch fails at once (the original's {@code LengthGroupedSampler}).
 *
 * <p>Its permutations come from torch's one generator, from which each opening of a loader draws too. The openings so far
 * are kept in the trainer's state and replayed for the next one, here as in a resumed run.
 */
final class LengthGroupedOrder implements RowOrder {

    private static final char EPOCH = 'T';
    private static final char EVALUATION = 'E';
    private static final int MOST_BATCHES = 50;

    private final int[] lengths;
    private final int megaBatch;
    private final TrainerState state;
    private final int seed;
    private int[] current = {};
    private int opened;

    /** @param batchRows rows of a step: batch size times accumulation */
    LengthGroupedOrder(int[] lengths, int batchRows, int seed, TrainerState state) {
        this.lengths = lengths;
        this.megaBatch = batchRows * Math.max(1, Math.min(lengths.length / (4 * batchRows), MOST_BATCHES));
        this.state = state;
        this.seed = seed;
        replay();
    }

    /** From the seed on, since others (dropout on a GPU) seed the generator too. */
    private void replay() {
        Engine.getEngine("PyTorch").setRandomSeed(seed);
        opened = 0;
        state.loaderOpenings.chars().forEach(opening -> draw((char) opening));
    }

    private void open(char opening) {
        state.loaderOpenings += opening;
        replay();
    }

    private void draw(char opening) {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            // The loader's base seed: one int64, whatever its range.
            scratch.randomInteger(0, 1L << 40, new Shape(1), DataType.INT64);
        }
        if (opening == EPOCH) {
            current = RowOrder.permutation(lengths.length);
            opened++;
        }
    }

    /** Opens the epoch, unless it was opened before the checkpoint that this run goes on from. */
    @Override
    public int[] ofEpoch(int epoch) {
        if (epoch >= opened) {
            open(EPOCH);
        }
        return grouped(current);
    }

    @Override
    public void evaluationBegins() {
        open(EVALUATION);
    }

    private int[] grouped(int[] permutation) {
        List<Integer> order = new ArrayList<>();
        int longest = 0;
        for (int start = 0; start < permutation.length; start += megaBatch) {
            int end = Math.min(permutation.length, start + megaBatch);
            Arrays.stream(permutation, start, end)
                    .boxed()
                    .sorted(Comparator.comparing(row -> -lengths[row]))
                    .forEach(order::add);
            longest = lengths[order.get(start)] > lengths[order.get(longest)] ? start : longest;
        }
        Collections.swap(order, 0, longest);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
