package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: what holds for all blocks alike.
 *
 * @param manager owns every tensor of the pass
 * @param placement where it runs
 * @param bf16 whether linears and attention multiply in bfloat16
 * @param masks source of dropout; null outside training
 * @param embeddingNoise bound of the uniform noise on the words' vectors, times the root of their width; 0: none
 * @param bridges stretches of the pass, so far, whose backward pass is written by hand
 */
public record Pass(
        NDManager manager,
        Placement placement,
        boolean bf16,
        @Nullable Masks masks,
        double embeddingNoise,
        List<Bridge> bridges) {

    /** A pass without dropout. */
    public static Pass evaluation(NDManager manager, Placement placement, boolean bf16) {
        return new Pass(manager, placement, bf16, null, 0, List.of());
    }

    /** Training passes of one model, one at a time: they share the memory of their dropout masks. */
    public static final class Training {

        private final Placement placement;
        private final boolean bf16;
        private final long seed;
        private final Masks masks;

        public Training(Placement placement, boolean bf16, long seed) {
            this.placement = placement;
            this.masks = Masks.on(placement);
            this.bf16 = bf16;
            this.seed = seed;
        }

        /** @param microStep number of the micro-batch since training began: with the seed, all the randomness there is */
        public Pass begin(NDManager manager, long microStep) {
            return begin(manager, microStep, 0);
        }

        /** @param embeddingNoise bound of the noise on the words' vectors, times the root of their width */
        public Pass begin(NDManager manager, long microStep, double embeddingNoise) {
            return new Pass(manager, placement, bf16, masks.begin(seed, microStep), embeddingNoise, new ArrayList<>());
        }

        /** Gives memory back that is kept to be used again, where it is wanted for smaller tensors. */
        public void release() {
            masks.release();
        }
    }

    /** @return whether a backward pass follows and dropout is at work */
    public boolean isTraining() {
        return masks != null;
    }

    /**
     * On a GPU PyTorch's own attention keeps no scores. Its backward pass adds in an order that differs from run to run, so
     * training, which a resume repeats bit for bit, goes without.
     */
    boolean fusesAttention() {
        return placement == Placement.DEVICE && !isTraining();
    }

    /** Adds the gradients of a loss that this pass has led to, to those of the weights. */
    public void backward(GradientCollector collector, NDArray loss) {
        collector.backward(loss);
        for (int i = bridges.size() - 1; i >= 0; i--) {
            bridges.get(i).flowBack();
        }
    }

    /** @return x with each element dropped with probability p and the others scaled by 1 / (1 - p) */
    public NDArray dropout(NDArray x, double p) {
        return masks == null || p == 0 ? x : x.mul(masks.next(manager, p, x.getShape()));
    }

    /** @return float32 mask of the shape, or a single 1 where nothing is dropped */
    NDArray dropoutMask(double p, Shape shape) {
        return masks == null || p == 0 ? manager.ones(new Shape()) : masks.next(manager, p, shape);
    }

    /**
     * @param words float32 (N, H), the vectors of the words
     * @return in training with noise, words plus a draw of its own on each element (NEFTune, Jain and others 2023)
     */
    NDArray noised(NDArray words) {
        if (masks == null || embeddingNoise == 0) {
            return words;
        }
        double bound = embeddingNoise / Math.sqrt(words.getShape().get(1));
        return words.add(masks.uniform(manager, bound, words.getShape()));
    }
}
