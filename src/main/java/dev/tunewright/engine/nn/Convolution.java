package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Parameter.Initializer;

/** A convolution along the tokens of each text, with zeros around it. */
public final class Convolution {

    private final Parameter weight;
    private final Parameter bias;
    private final int groups;

    private Convolution(Parameter weight, Parameter bias, int groups) {
        this.weight = weight;
        this.bias = bias;
        this.groups = groups;
    }

    /**
     * Declares {@code <name>.weight} (H, H / groups, size) and {@code <name>.bias} (H).
     *
     * @param size tokens that it looks at; odd
     * @param groups parts of H that are convolved apart; divides H
     */
    public static Convolution declare(Parameters parameters, String name, int hidden, int size, int groups) {
        return new Convolution(
                parameters.declare(name + ".weight", Initializer.NORMAL, hidden, hidden / groups, size),
                parameters.declare(name + ".bias", Initializer.ZEROS, hidden),
                groups);
    }

    /**
     * @param x float32 (N, H)
     * @param places int64 (Q): the places of B*T to compute, such as {@link Packed#rows}
     * @return float32 (Q, H)
     */
    public NDArray forward(NDArray x, NDArray places, Packed batch, Pass pass) {
        return Ops.differentiable(
                "convolution",
                x,
                weight.array(),
                bias.array(),
                batch.padded(),
                places,
                batch.bias(),
                Ops.constant(groups),
                Ops.constant(pass.bf16() ? 1 : 0));
    }
}
