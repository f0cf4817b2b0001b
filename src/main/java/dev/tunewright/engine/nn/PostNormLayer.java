package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

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

    /** @return whether {@link #trace} knows the layer's activation */
    boolean hasHandWrittenBackward() {
        return feedForward.activation().geluApproximation() != null;
    }

    /** {@link #forward} outside training of layers that differ in nothing but their weights, one after the other, by the script. */
    static NDArray output(List<PostNormLayer> layers, NDArray x, NDArray bias, Packed batch, Pass pass) {
        PostNormLayer any = layers.get(0);
        return Ops.inPlace(
                pass.manager(),
                "post_norm_layers_output",
                x,
                layers.stream()
                        .flatMap(layer -> layer.weights(pass.bf16()).stream())
                        .toList(),
                batch.padded(),
                batch.rows(),
                bias,
                any.attention.heads(),
                (double) any.feedForward.output().norm().epsilon(),
                any.geluApproximation(),
                pass.bf16() ? 1 : 0);
    }

    /** @return where the script finds the vectors of heads: of all layers with as many of them */
    List<NDArray> headPlaces(NDArray bias, Packed batch, Pass pass) {
        return Ops.several(pass.manager(), "head_places", batch.padded(), batch.rows(), bias, attention.heads());
    }

    /** A forward pass that autograd does not follow. */
    Trace trace(NDArray x, NDArray bias, List<NDArray> places, Packed batch, Pass pass) {
        Shape scores = new Shape(batch.texts(), attention.heads(), batch.width(), batch.width());
        List<NDArray> masks = List.of(
                pass.dropoutMask(attention.dropout(), scores),
                pass.dropoutMask(attentionOutput.dropout(), x.getShape()),
                pass.dropoutMask(feedForward.output().dropout(), x.getShape()));
        List<NDArray> weights = weights(pass.bf16());
        NDList saved = Ops.several(
                pass.manager(),
                "post_norm_layer",
                x,
                weights,
                places,
                bias,
                masks,
                attention.heads(),
                (double) feedForward.output().norm().epsilon(),
                geluApproximation(),
                pass.bf16() ? 1 : 0);
        return new Trace(this, places, pass.bf16(), weights, masks, saved);
    }

    private List<Parameter> parameters() {
        return Stream.of(qkv.parameters(), attentionOutput.parameters(), feedForward.parameters())
                .flatMap(List::stream)
                .toList();
    }

    /** @return what the script computes with: its operands of matrix products are all of one type */
    private List<NDArray> weights(boolean bf16) {
        return Parameter.operands(parameters(), bf16);
    }

    private String geluApproximation() {
        return Objects.requireNonNull(feedForward.activation().geluApproximation());
    }

    /**
     * What a forward pass leaves for its backward pass.
     *
     * @param saved the output and the activations
     */
    record Trace(
            PostNormLayer layer,
            List<NDArray> places,
            boolean bf16,
            List<NDArray> weights,
            List<NDArray> masks,
            NDList saved) {

        /** @return float32 (N, H) */
        NDArray output() {
            return saved.get(0);
        }

        /**
         * Adds to the gradients of the layer's weights and frees the activations.
         *
         * @param gradient of the output, float32 (N, H)
         * @return gradients of x and of the scores (B, A, T, T)
         */
        NDList backward(NDArray gradient) {
            List<Parameter> parameters = layer.parameters();
            boolean addsToEarlier = parameters.get(0).hasHandWrittenGradient();
            NDList gradients = Ops.several(
                    output().getManager(),
                    "post_norm_layer_backward",
                    gradient,
                    saved,
                    weights,
                    parameters.stream().map(Parameter::handWrittenGradient).toList(),
                    addsToEarlier ? 1 : 0,
                    places,
                    masks,
                    layer.geluApproximation(),
                    bf16 ? 1 : 0);
            parameters.forEach(Parameter::markHandWrittenGradient);
            saved.close();
            return gradients;
        }
    }
}
