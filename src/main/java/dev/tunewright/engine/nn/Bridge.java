package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Function;

/**
 * A stretch of a forward pass that autograd does not follow, since its backward pass is written by hand. The graph ends at
 * its inputs and begins anew, as a leaf, at its output.
 *
 * @param inputs what the stretch computes with and autograd has followed so far
 * @param output a leaf of the graph
 * @param backward makes of the output's gradient those of the inputs
 */
record Bridge(List<NDArray> inputs, NDArray output, Function<NDArray, List<NDArray>> backward) {

    /** @param result what the stretch has computed, by functions that leave no tensor for autograd to save */
    static Bridge over(
            NDManager manager, List<NDArray> inputs, NDArray result, Function<NDArray, List<NDArray>> backward) {
        NDArray leaf = manager.create(result.getShape(), result.getDataType());
        Ops.inPlace(manager, "copy", leaf, result).close();
        leaf.setRequiresGradient(true);
        return new Bridge(inputs, leaf, backward);
    }

    /** To be called when the output has its gradient: lets the inputs' gradients flow on. */
    void flowBack() {
        List<NDArray> gradients = backward.apply(output.getGradient());
        for (int i = 0; i < inputs.size(); i++) {
            JniUtils.backward((PtNDArray) inputs.get(i), (PtNDArray) gradients.get(i), false, false);
        }
    }
}
