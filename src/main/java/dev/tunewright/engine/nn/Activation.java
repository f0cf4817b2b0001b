package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The element-wise functions that a configuration's {@code hidden_act} may name. */
public enum Activation {
    /** {@code x Φ(x)}, exact. */
    GELU(ai.djl.nn.Activation::gelu, "gelu"),
    /** {@code x Φ(x)} by the tanh approximation. */
    GELU_TANH(x -> Ops.differentiable("gelu_tanh", x), "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    RELU(ai.djl.nn.Activation::relu, "relu"),
    TANH(ai.djl.nn.Activation::tanh, "tanh"),
    /** {@code x σ(x)}. */
    SILU(x -> Ops.differentiable("silu", x), "silu", "swish");

    private static final Map<String, Activation> BY_NAME = new TreeMap<>();

    static {
        for (Activation activation : values()) {
            Arrays.stream(activation.names).forEach(name -> BY_NAME.put(name, activation));
        }
    }

    private final UnaryOperator<NDArray> function;
    private final String[] names;

    Activation(UnaryOperator<NDArray> function, String... names) {
        this.function = function;
        this.names = names;
    }

    /** @return null where the name is not known */
    public static @Nullable Activation named(String name) {
        return BY_NAME.get(name);
    }

    public static Iterable<String> knownNames() {
        return BY_NAME.keySet();
    }

    /** @return the name that PyTorch gives to this kind of GELU; null where it is none */
    @Nullable
    String geluApproximation() {
        return switch (this) {
            case GELU -> "none";
            case GELU_TANH -> "tanh";
            case RELU, TANH, SILU -> null;
        };
    }

    public NDArray forward(NDArray x) {
        return function.apply(x);
    }
}
