package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a block of a post-norm layer ends: a linear, dropout, the residual and a norm.
 *
 * @param dropout probability that an element of the linear's output is dropped in training
 */
public record ResidualOutput(Linear dense, LayerNorm norm, double dropout) {

    List<Parameter> parameters() {
        return Stream.of(dense.parameters(), norm.parameters())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * @param x float32 (N, in)
     * @param residual float32 (N, H)
     * @return float32 (N, H)
     */
    public NDArray forward(NDArray x, NDArray residual, Pass pass) {
        return norm.forward(pass.dropout(dense.forward(x, pass), dropout).add(residual));
    }
}
