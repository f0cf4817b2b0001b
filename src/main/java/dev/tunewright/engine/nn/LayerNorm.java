package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.nn.Parameter.Initializer;

/** Normalises each row to mean 0 and variance 1, then scales and shifts it; always in float32. */
public final class LayerNorm {

    private final Parameter weight;
    private final Parameter bias;
    private final float epsilon;

    private LayerNorm(Parameter weight, Parameter bias, float epsilon) {
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    /** Declares {@code <name>.weight} (size) and {@code <name>.bias} (size). */
    public static LayerNorm declare(Parameters parameters, String name, int size, double epsilon) {
        return new LayerNorm(
                parameters.declare(name + ".weight", Initializer.ONES, size),
                parameters.declare(name + ".bias", Initializer.ZEROS, size),
                (float) epsilon);
    }

    /** @param x float32 (N, size) */
    public NDArray forward(NDArray x) {
        Shape normalized = weight.shape();
        return ai.djl.nn.norm.LayerNorm.layerNorm(x, normalized, weight.array(), bias.array(), epsilon)
                .singletonOrThrow();
    }
}
