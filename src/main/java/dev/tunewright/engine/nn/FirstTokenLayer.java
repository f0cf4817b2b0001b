package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/**
 * A post-norm layer for each text's first token alone.
 *
 * @param keyValue key and value side by side
 */
public record FirstTokenLayer(
        Linear query,
        Linear keyValue,
        SelfAttention attention,
        ResidualOutput attentionOutput,
        FeedForward feedForward) {

    /**
     * @param x float32 (N, H)
     * @return float32 (B, H)
     */
    public NDArray forward(NDArray x, Packed batch, Pass pass) {
        String gelu = feedForward.activation().geluApproximation();
        if (gelu != null && !pass.isTraining() && !pass.fusesAttention()) {
            return output(gelu, x, batch, pass);
        }
        NDArray residual = batch.firstTokens(x); // (B, H)
        NDArray context = attention.forwardFirst(query.forward(residual, pass), keyValue.forward(x, pass), batch, pass);
        return feedForward.forward(attentionOutput.forward(context, residual, pass), pass);
    }

    /** The same by the script: a text's answer waits for each call from here. */
    private NDArray output(String gelu, NDArray x, Packed batch, Pass pass) {
        List<Parameter> parameters = Stream.of(
                        query.parameters(),
                        keyValue.parameters(),
                        attentionOutput.parameters(),
                        feedForward.parameters())
                .flatMap(List::stream)
                .toList();
        return Ops.inPlace(
                pass.manager(),
                "first_token_layer_output",
                x,
                Parameter.operands(parameters, pass.bf16()),
                batch.padded(),
                batch.firstRows(),
                batch.bias(),
                attention.heads(),
                (double) feedForward.output().norm().epsilon(),
                gelu,
                pass.bf16() ? 1 : 0);
    }
}
