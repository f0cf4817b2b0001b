package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;

/**
 * A layer of self-attention and feed-forward, each followed by the residual and a norm ("post-norm", Vaswani et al. 2017).
 *
 * @param qkv query, key and value side by side
 */
public record PostNormLayer(
        Linear qkv, SelfAttention attention, ResidualOutput attentionOutput, FeedForward feedForward) {

    /**
     * @param x float32 (N, H)
     * @param bias float32 (B, 1 or A, 1 or T, T), added to the scores
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray x, NDArray bias, Packed batch, Pass pass) {
        NDArray context = attention.forward(qkv.forward(x, pass), bias, batch, pass);
        return feedForward.forward(attentionOutput.forward(context, x, pass), pass);
    }

    /**
     * The same for each text's first token alone.
     *
     * @return float32 (B, H)
     */
    public NDArray forwardFirst(NDArray x, NDArray bias, Packed batch, Pass pass) {
        NDArray context = attention.forwardFirstFused(qkv.forward(x, pass), bias, batch, pass);
        return feedForward.forward(attentionOutput.forward(context, batch.firstTokens(x), pass), pass);
    }
}
