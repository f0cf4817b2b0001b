package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Post-norm layers, one after the other. Their backward pass is written by hand ({@code post_norm_layer.ts}):
 * autograd can neither follow oneDNN's products of plain tensors nor forget an activation before the pass ends.
 */
public record PostNormLayers(List<PostNormLayer> layers) {

    /**
     * @param x float32 (N, H)
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray x, Packed batch, Pass pass) {
        return forward(x, batch.bias(), false, batch, pass);
    }

    /**
     * The same where weights have made the bias.
     *
     * @param bias float32 (B, A, T, T), added to the scores
     */
    public NDArray forward(NDArray x, NDArray bias, Packed batch, Pass pass) {
        return forward(x, bias, true, batch, pass);
    }

    private NDArray forward(NDArray x, NDArray bias, boolean learned, Packed batch, Pass pass) {
        boolean byHand = !layers.isEmpty() && layers.stream().allMatch(PostNormLayer::hasHandWrittenBackward);
        if (!byHand || pass.fusesAttention()) {
            NDArray y = x;
            for (PostNormLayer layer : layers) {
                y = layer.forward(y, bias, batch, pass);
            }
            return y;
        }
        if (!pass.isTraining()) {
            return PostNormLayer.output(layers, x, bias, batch, pass);
        }
        List<NDArray> places = layers.get(0).headPlaces(bias, batch, pass);
        List<PostNormLayer.Trace> traces = new ArrayList<>();
        NDArray y = x;
        for (PostNormLayer layer : layers) {
            PostNormLayer.Trace trace = layer.trace(y, bias, places, batch, pass);
            traces.add(trace);
            y = trace.output();
        }
        List<NDArray> inputs = learned ? List.of(x, bias) : List.of(x);
        Bridge bridge = Bridge.over(pass.manager(), inputs, y, gradient -> backward(traces, gradient, learned));
        pass.bridges().add(bridge);
        return bridge.output();
    }

    /** @return gradients of x and, where it is learned, of the bias */
    private static List<NDArray> backward(List<PostNormLayer.Trace> traces, NDArray gradient, boolean learned) {
        NDArray ofX = gradient;
        NDArray ofBias = null;
        for (int i = traces.size() - 1; i >= 0; i--) {
            NDList gradients = traces.get(i).backward(ofX);
            ofX = gradients.get(0);
            NDArray ofScores = gradients.get(1);
            if (!learned) {
                ofScores.close();
            } else if (ofBias == null) {
                ofBias = ofScores;
            } else {
                Ops.inPlace(ofBias.getManager(), "add", ofBias, ofScores).close();
                ofScores.close();
            }
        }
        return ofBias == null ? List.of(ofX) : List.of(ofX, ofBias);
    }
}
