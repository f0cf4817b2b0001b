package dev.tunewright.engine.metric;

import java.util.List;
import java.util.stream.IntStream;

/** Logits as shares of one, each for itself: of texts that may have several labels. */
public final class Sigmoid {

    private Sigmoid() {}

    /** @return (numLabels) */
    public static double[] of(float[] logits) {
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> 1 / (1 + Math.exp(-logits[i])))
                .toArray();
    }

    /** @return the ids of the labels that a text is given: those with more than one half, a logit above 0 */
    public static List<Integer> above(float[] logits) {
        return IntStream.range(0, logits.length)
                .filter(i -> logits[i] > 0)
                .boxed()
                .toList();
    }
}
