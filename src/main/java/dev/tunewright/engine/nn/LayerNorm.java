package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.nn.Parameter.Initializer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Normalises each row to mean 0 and variance 1, then scales and shifts it (some architectures only scale); always in float32. */
public final class LayerNorm {

    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final float epsilon;

    private LayerNorm(Parameter weight, @Nullable Parameter bias, float epsilon) {
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

    /** Declares {@code <name>.weight} (size) and, where the architecture has one, {@code <name>.bias} (size). */
    public static LayerNorm declare(Parameters parameters, String name, int size, double epsilon, boolean biased) {
        return biased
                ? declare(parameters, name, size, epsilon)
                : new LayerNorm(parameters.declare(name + ".weight", Initializer.ONES, size), null, (float) epsilon);
    }

    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    float epsilon() {
        return epsilon;
    }

    /** @param x float32 (N, size) */
    public NDArray forward(NDArray x) {
        Shape normalized = weight.shape();
        NDArray shift = bias == null ? x.getManager().zeros(normalized) : bias.array();
        return ai.djl.nn.norm.LayerNorm.layerNorm(x, normalized, weight.array(), shift, epsilon)
                .singletonOrThrow();
    }
}
