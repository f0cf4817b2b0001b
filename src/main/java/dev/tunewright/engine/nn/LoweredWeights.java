package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bfloat16 copy of the weights that matrix products use: made in one pass after a step has changed them, in memory that
 * stays, rather than for each use anew. There is none until someone asks. Safe for use by several threads.
 */
final class LoweredWeights {

    private final NDArray weights;
    private final long offset;
    private final Map<Parameter, NDArray> views = new HashMap<>();
    private @Nullable NDArray copy;
    private boolean isCurrent;

    /**
     * @param weights float32, flat
     * @param offset of its first element among all weights
     */
    LoweredWeights(NDArray weights, long offset) {
        this.weights = weights;
        this.offset = offset;
    }

    /** @return bfloat16 of the leaf's shape: its present values */
    synchronized NDArray of(Parameter leaf) {
        if (copy == null) {
            copy = Ops.inPlace(weights.getManager(), "bfloat16", weights);
        } else if (!isCurrent) {
            Ops.inPlace(weights.getManager(), "copy", copy, weights).close();
        }
        isCurrent = true;
        NDArray all = copy;
        return views.computeIfAbsent(leaf, absent -> {
            int start = Math.toIntExact(leaf.offset - offset);
            return Ops.inPlace(weights.getManager(), "part", all, start, leaf.array());
        });
    }

    /** The weights have changed. */
    synchronized void outdate() {
        isCurrent = false;
    }
}
