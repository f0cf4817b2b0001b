package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Parameter.Initializer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code y = x W' + b} over packed rows; some architectures have no b. */
public final class Linear {

    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Linear(Parameter weight, @Nullable Parameter bias) {
        this.weight = weight;
        this.bias = bias;
        parameters().forEach(Parameter::multiplied);
        if (bias != null) {
            weight.biased();
        }
    }

    /** Declares {@code <name>.weight} (out, in) and {@code <name>.bias} (out). */
    public static Linear declare(Parameters parameters, String name, int in, int out) {
        return new Linear(
                parameters.declare(name + ".weight", Initializer.NORMAL, out, in),
                parameters.declare(name + ".bias", Initializer.ZEROS, out));
    }

    /** Declares {@code <name>.weight} (out, in) and, where the architecture has one, {@code <name>.bias} (out). */
    public static Linear declare(Parameters parameters, String name, int in, int out, boolean biased) {
        return biased
                ? declare(parameters, name, in, out)
                : new Linear(parameters.declare(name + ".weight", Initializer.NORMAL, out, in), null);
    }

    /** @return one linear, of parts with biases, whose output is those of the parts side by side */
    public static Linear fuse(Parameters parameters, Linear... parts) {
        Parameter[] weights = new Parameter[parts.length];
        Parameter[] biases = new Parameter[parts.length];
        for (int i = 0; i < parts.length; i++) {
            weights[i] = parts[i].weight;
            biases[i] = Objects.requireNonNull(parts[i].bias);
        }
        return new Linear(parameters.fuse(weights), parameters.fuse(biases));
    }

    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    /**
     * @param x float32 (N, in)
     * @return float32 (N, out)
     */
    public NDArray forward(NDArray x, Pass pass) {
        boolean lowered = pass.bf16() && !pass.isTraining();
        String function =
                lowered ? "linear_lowered" : pass.bf16() ? "linear_bf16" : pass.isTraining() ? "linear" : "product";
        return bias == null
                ? Ops.differentiable(function + "_unbiased", x, weight.operand(lowered))
                : Ops.differentiable(function, x, weight.operand(lowered), bias.operand(lowered));
    }
}
