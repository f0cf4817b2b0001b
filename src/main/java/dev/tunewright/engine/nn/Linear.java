package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Parameter.Initializer;
import java.util.List;

/** {@code y = x W' + b} over packed rows. */
public final class Linear {

    private final Parameter weight;
    private final Parameter bias;

    private Linear(Parameter weight, Parameter bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** Declares {@code <name>.weight} (out, in) and {@code <name>.bias} (out). */
    public static Linear declare(Parameters parameters, String name, int in, int out) {
        return new Linear(
                parameters.declare(name + ".weight", Initializer.NORMAL, out, in),
                parameters.declare(name + ".bias", Initializer.ZEROS, out));
    }

    /** @return one linear whose output is those of the parts side by side */
    public static Linear fuse(Parameters parameters, Linear... parts) {
        Parameter[] weights = new Parameter[parts.length];
        Parameter[] biases = new Parameter[parts.length];
        for (int i = 0; i < parts.length; i++) {
            weights[i] = parts[i].weight;
            biases[i] = parts[i].bias;
        }
        return new Linear(parameters.fuse(weights), parameters.fuse(biases));
    }

    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    /**
     * @param x float32 (N, in)
     * @return float32 (N, out)
     */
    public NDArray forward(NDArray x, Pass pass) {
        if (pass.bf16()) {
            return Ops.differentiable("linear_bf16", x, weight.array(), bias.array());
        }
        return ai.djl.nn.core.Linear.linear(x, weight.array(), bias.array()).singletonOrThrow();
    }
}
