package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.RotaryPositions;
import dev.tunewright.engine.nn.SelfAttention;
import dev.tunewright.engine.nn.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ModernBERT's layers: each block normalises its input, not its sum with the residual ("pre-norm"). Positions are
 * rotary; most layers see only a window around each token; the feed-forward is gated.
 */
final class ModernBertEncoder {

    private final List<Layer> layers = new ArrayList<>();
    private final RotaryPositions globalPositions;
    private final RotaryPositions localPositions;
    private final int reach;
    private final boolean firstOnly;

    /** @param firstOnly whether only the first token's output of each text is asked for */
    ModernBertEncoder(Parameters parameters, String name, ModelConfig config, boolean firstOnly) {
        this.firstOnly = firstOnly;
        int hidden = config.positive("hidden_size");
        int headSize = hidden / config.heads(hidden);
        ModernBertSettings settings = ModernBertSettings.of(config);
        globalPositions = new RotaryPositions(headSize, settings.globalTheta());
        localPositions = new RotaryPositions(headSize, settings.localTheta());
        reach = config.positive("local_attention", 128) / 2;
        for (int i = 0; i < settings.globalLayers().size(); i++) {
            layers.add(new Layer(
                    parameters,
                    name + "." + i,
                    config,
                    i == 0,
                    settings.globalLayers().get(i)));
        }
    }

    /**
     * @param hidden float32 (N, H)
     * @return float32 (N, H), or (B, H) where only first tokens are asked for; not yet normalised
     */
    NDArray forward(NDArray hidden, Packed batch, Pass pass) {
        View everything = new View(batch.bias(), globalPositions.angles(batch));
        View window = new View(window(batch), localPositions.angles(batch));
        NDArray x = hidden;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean first = firstOnly && i == layers.size() - 1;
            x = layer.forward(x, layer.seesAll ? everything : window, first, batch, pass);
        }
        return x;
    }

    /** @return float32 (B, 1, T, T): the lowest float for padding and for tokens farther away than the window reaches */
    private NDArray window(Packed batch) {
        NDManager manager = batch.bias().getManager();
        NDArray places = manager.arange((float) batch.width());
        NDArray distances = places.reshape(-1, 1).sub(places.reshape(1, -1)).abs(); // (T, T)
        NDArray outside = distances.gt(Transfer.scalar(manager, reach)).toType(DataType.FLOAT32, false);
        return batch.bias().minimum(outside.mul(Transfer.scalar(manager, -Float.MAX_VALUE)));
    }

    /** What a layer sees, and from where: the scores' bias and the rotary angles. */
    private record View(NDArray bias, RotaryPositions.Angles angles) {}

    private static final class Layer {

        private final boolean seesAll;
        private final @Nullable LayerNorm attentionNorm;
        private final Linear qkv;
        private final SelfAttention attention;
        private final Linear attentionOutput;
        private final LayerNorm feedNorm;
        private final Linear gated;
        private final Activation activation;
        private final Linear output;
        private final double attentionDropout;
        private final double feedDropout;

        Layer(Parameters parameters, String name, ModelConfig config, boolean first, boolean seesAll) {
            this.seesAll = seesAll;
            int hidden = config.positive("hidden_size");
            int inner = config.positive("intermediate_size", 1152);
            double epsilon = config.number("norm_eps", 1e-5);
            boolean normBias = config.flag("norm_bias", false);
            boolean attentionBias = config.flag("attention_bias", false);
            boolean feedBias = config.flag("mlp_bias", false);
            attentionDropout = config.probability("attention_dropout", 0);
            feedDropout = config.probability("mlp_dropout", 0);
            attentionNorm =
                    first ? null : LayerNorm.declare(parameters, name + ".attn_norm", hidden, epsilon, normBias);
            qkv = Linear.declare(parameters, name + ".attn.Wqkv", hidden, 3 * hidden, attentionBias);
            attention = new SelfAttention(config.heads(hidden), attentionDropout);
            attentionOutput = Linear.declare(parameters, name + ".attn.Wo", hidden, hidden, attentionBias);
            feedNorm = LayerNorm.declare(parameters, name + ".mlp_norm", hidden, epsilon, normBias);
            gated = Linear.declare(parameters, name + ".mlp.Wi", hidden, 2 * inner, feedBias);
            activation = config.activation("hidden_activation", "gelu");
            output = Linear.declare(parameters, name + ".mlp.Wo", inner, hidden, feedBias);
        }

        /** @return float32 (N, H), or (B, H) where only first tokens are asked for */
        NDArray forward(NDArray x, View view, boolean first, Packed batch, Pass pass) {
            NDArray normed = attentionNorm == null ? x : attentionNorm.forward(x);
            NDArray turned = view.angles().turn(qkv.forward(normed, pass)); // (N, 3H)
            NDArray context = first
                    ? attention.forwardFirstFused(turned, view.bias(), batch, pass)
                    : attention.forward(turned, view.bias(), batch, pass);
            NDArray residual = first ? batch.firstTokens(x) : x;
            NDArray h = residual.add(pass.dropout(attentionOutput.forward(context, pass), attentionDropout));
            return h.add(feed(feedNorm.forward(h), pass));
        }

        private NDArray feed(NDArray x, Pass pass) {
            NDList halves = gated.forward(x, pass).split(2, 1); // each (N, inner)
            NDArray gatedValues = activation.forward(halves.get(0)).mul(halves.get(1));
            return output.forward(pass.dropout(gatedValues, feedDropout), pass);
        }
    }
}
