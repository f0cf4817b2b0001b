package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Convolution;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import org.jspecify.annotations.Nullable;

/** What the larger checkpoints of DeBERTa v2 have beside their first layer: the embeddings, convolved, join its output. */
final class DebertaV2Convolution {

    private final Convolution convolution;
    private final LayerNorm norm;
    private final Activation activation;
    private final double dropout;

    private DebertaV2Convolution(Parameters parameters, String name, ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int size = config.positive("conv_kernel_size");
        int groups = config.positive("conv_groups", 1);
        if (size % 2 == 0) {
            config.violation("conv_kernel_size", "must be odd", 1);
        }
        if (hidden % groups != 0) {
            config.violation("conv_groups", "must divide hidden_size " + hidden, 1);
        }
        convolution = Convolution.declare(parameters, name + ".conv", hidden, size, groups);
        norm = LayerNorm.declare(parameters, name + ".LayerNorm", hidden, config.number("layer_norm_eps", 1e-7));
        activation = config.activation("conv_act", "tanh");
        dropout = config.probability("hidden_dropout_prob", 0.1);
    }

    /** @return null where the configuration has none */
    static @Nullable DebertaV2Convolution declare(Parameters parameters, String name, ModelConfig config) {
        return config.number("conv_kernel_size", 0) > 0 ? new DebertaV2Convolution(parameters, name, config) : null;
    }

    /**
     * @param embedded float32 (N, H): the embeddings
     * @param output float32 (Q, H): what the first layer made of them
     * @param places int64 (Q): the places of the output's rows
     * @return float32 (Q, H)
     */
    NDArray forward(NDArray embedded, NDArray output, NDArray places, Packed batch, Pass pass) {
        NDArray convolved = pass.dropout(convolution.forward(embedded, places, batch, pass), dropout);
        return norm.forward(output.add(activation.forward(convolved)));
    }
}
