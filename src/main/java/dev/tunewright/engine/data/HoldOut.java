package dev.tunewright.engine.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takes a validation split out of the train split. Which rows it takes depends only on how many there are and on the
 * fraction: the first of a Fisher-Yates shuffle by {@link SplittableRandom} with seed 42, rounded up as scikit-learn does. Both
 * parts keep the file's order.
 */
record HoldOut(List<Example> train, List<Example> validation) {

    private static final long SEED = 42;

    static HoldOut of(List<Example> rows, double fraction) {
        int count = (int) Math.ceil(rows.size() * fraction);
        int[] order = new int[rows.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        BitSet taken = new BitSet(rows.size());
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, order.length);
            taken.set(order[j]);
            order[j] = order[i];
        }
        List<Example> train = new ArrayList<>(rows.size() - count);
        List<Example> validation = new ArrayList<>(count);
        for (int i = 0; i < rows.size(); i++) {
            (taken.get(i) ? validation : train).add(rows.get(i));
        }
        return new HoldOut(train, validation);
    }
}
