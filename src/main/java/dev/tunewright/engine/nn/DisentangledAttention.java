package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * DeBERTa's attention (He et al. 2020): a score is the sum of content with content, content with position and position
 * with content.
 *
 * @param heads A
 * @param dropout probability that an attention weight is dropped in training
 */
public record DisentangledAttention(int heads, double dropout) {

    /**
     * @param queryKey float32 (N, 2H): query and key side by side
     * @param value float32 (N, H)
     * @param positions float32 (P, 2H): query and key of each bucket of distances
     * @param buckets int64 (T, T): for each query and key the row of {@code positions}
     * @param places int64 (Q): the places of B*T to compute, such as {@link Packed#rows}
     * @return float32 (Q, H)
     */
    public NDArray forward(
            NDArray queryKey,
            NDArray value,
            NDArray positions,
            NDArray buckets,
            NDArray places,
            Packed batch,
            Pass pass) {
        NDArray mask = pass.dropoutMask(dropout, new Shape(batch.texts(), heads, batch.width(), batch.width()));
        return Ops.differentiable(
                "disentangled_attention",
                queryKey,
                value,
                positions,
                buckets,
                batch.padded(),
                places,
                batch.bias(),
                mask,
                Ops.constant(heads),
                Ops.constant(pass.bf16() ? 1 : 0));
    }
}
