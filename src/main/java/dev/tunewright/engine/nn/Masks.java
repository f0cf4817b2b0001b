package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Dropout, and noise, whose randomness is a function of (seed, step) and of the order in which a pass asks, and of nothing
 * that ran before, so that a resumed run draws what an undisturbed one would have drawn.
 */
interface Masks {

    /**
     * Begins a forward pass. What earlier passes got is void: its memory may be used again.
     *
     * @param step anything that differs between forward passes: the micro-batch's number since training began
     */
    Masks begin(long seed, long step);

    /** @return float32 of the shape: 0 with probability p, else 1 / (1 - p); valid until the next pass begins */
    NDArray next(NDManager manager, double p, Shape shape);

    /** @return float32 of the shape, uniform between -bound and bound; valid until the next pass begins */
    NDArray uniform(NDManager manager, double bound, Shape shape);

    /** Gives back the memory that is kept for masks to come. */
    void release();

    static Masks on(Placement placement) {
        return switch (placement) {
            case HOST -> new DropoutMasks();
            case DEVICE -> new DrawnMasks();
        };
    }
}
