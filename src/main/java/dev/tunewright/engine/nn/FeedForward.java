package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/** The second half of a post-norm layer: widen, activate, narrow, and end as {@link ResidualOutput} does. */
public record FeedForward(Linear intermediate, Activation activation, ResidualOutput output) {

    List<Parameter> parameters() {
        return Stream.of(intermediate.parameters(), output.parameters())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * @param x float32 (N, H)
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray x, Pass pass) {
        return output.forward(activation.forward(intermediate.forward(x, pass)), x, pass);
    }
}
