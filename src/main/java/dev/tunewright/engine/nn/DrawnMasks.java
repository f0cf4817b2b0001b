package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Masks from PyTorch's own generator, which on a GPU costs next to nothing and works where the masks are needed. It is seeded anew for
 * each pass; whatever else draws from PyTorch's generators has to seed them first.
 */
final class DrawnMasks implements Masks {

    @Override
    public Masks begin(long seed, long step) {
        JniUtils.setSeed(DropoutMasks.key(seed, step));
        return this;
    }

    @Override
    public NDArray next(NDManager manager, double p, Shape shape) {
        return drawn(manager, shape, "draw_mask", 1 - p);
    }

    @Override
    public NDArray uniform(NDManager manager, double bound, Shape shape) {
        return drawn(manager, shape, "draw_uniform", bound);
    }

    /** Autograd keeps masks, and can keep no tensor that a script has made: so it fills one. */
    private static NDArray drawn(NDManager manager, Shape shape, String function, double parameter) {
        NDArray drawn = manager.create(shape, DataType.FLOAT32);
        Ops.inPlace(manager, function, drawn, parameter).close();
        return drawn;
    }

    /** Of memory that PyTorch keeps to use again: what is left in pieces may not suffice in one. */
    @Override
    public void release() {
        JniUtils.emptyCudaCache();
    }
}
