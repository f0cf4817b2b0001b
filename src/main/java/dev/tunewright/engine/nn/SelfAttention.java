package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Multi-head scaled dot-product attention within each text of a packed batch.
 *
 * @param heads A
 * @param dropout probability that an attention weight is dropped in training
 */
public record SelfAttention(int heads, double dropout) {

    /**
     * @param qkv float32 (N, 3H): query, key and value side by side
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray qkv, Packed batch, Pass pass) {
        return forward(qkv, batch.bias(), batch, pass);
    }

    /**
     * @param qkv float32 (N, 3H): query, key and value side by side
     * @param bias float32 (B, 1 or A, 1 or T, T), added to the scores; the lowest float where nothing is seen
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray qkv, NDArray bias, Packed batch, Pass pass) {
        NDArray mask = pass.dropoutMask(dropout, new Shape(batch.texts(), heads, batch.width(), batch.width()));
        return Ops.differentiable(
                "attention",
                qkv,
                batch.padded(),
                batch.rows(),
                bias,
                mask,
                Ops.constant(heads),
                Ops.constant(pass.bf16() ? 1 : 0),
                Ops.constant(pass.fusesAttention() ? 1 : 0));
    }

    /**
     * The same for each text's first token alone.
     *
     * @return float32 (B, H)
     */
    public NDArray forwardFirstFused(NDArray qkv, NDArray bias, Packed batch, Pass pass) {
        long hidden = qkv.getShape().get(1) / 3;
        NDArray query = batch.firstTokens(qkv).get(new NDIndex(":, 0:" + hidden));
        NDArray keyValue = qkv.get(new NDIndex(":, " + hidden + ":"));
        return firstTokens(query, keyValue, bias.get(new NDIndex(":, :, 0:1")), batch, pass);
    }

    /**
     * The same for each text's first token alone.
     *
     * @param query float32 (B, H)
     * @param keyValue float32 (N, 2H): key and value side by side
     * @return float32 (B, H)
     */
    public NDArray forwardFirst(NDArray query, NDArray keyValue, Packed batch, Pass pass) {
        return firstTokens(query, keyValue, batch.bias(), batch, pass);
    }

    private NDArray firstTokens(NDArray query, NDArray keyValue, NDArray bias, Packed batch, Pass pass) {
        NDArray mask = pass.dropoutMask(dropout, new Shape(batch.texts(), heads, 1, batch.width()));
        return Ops.differentiable(
                "first_token_attention",
                query,
                keyValue,
                batch.padded(),
                bias,
                mask,
                Ops.constant(heads),
                Ops.constant(pass.bf16() ? 1 : 0),
                Ops.constant(pass.fusesAttention() ? 1 : 0));
    }
}
