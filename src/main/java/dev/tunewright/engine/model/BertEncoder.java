package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.SelfAttention;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT's encoder: layers of self-attention and feed-forward, each followed by dropout, the residual and a norm
 * ("post-norm", Vaswani et al. 2017). The last layer is computed for the first token of each text alone, since that is
 * all that classification looks at.
 */
final class BertEncoder {

    private final List<Layer> layers = new ArrayList<>();

    BertEncoder(Parameters parameters, String name, ModelConfig config) {
        int count = config.positive("num_hidden_layers");
        for (int i = 0; i < count; i++) {
            layers.add(new Layer(parameters, name + ".layer." + i, config, i == count - 1));
        }
    }

    /**
     * @param hidden float32 (N, H)
     * @return float32 (B, H): the first token of each text
     */
    NDArray forward(NDArray hidden, Packed batch, Pass pass) {
        NDArray x = hidden;
        for (Layer layer : layers) {
            x = layer.forward(x, batch, pass);
        }
        return x;
    }

    private static final class Layer {

        private final boolean last;
        private final Linear query;
        private final Linear keyValue;
        private final Linear qkv;
        private final SelfAttention attention;
        private final Linear attentionOutput;
        private final LayerNorm attentionNorm;
        private final Linear intermediate;
        private final Activation activation;
        private final Linear output;
        private final LayerNorm outputNorm;
        private final double dropout;

        Layer(Parameters parameters, String name, ModelConfig config, boolean last) {
            this.last = last;
            int hidden = config.positive("hidden_size");
            int inner = config.positive("intermediate_size");
            int heads = config.positive("num_attention_heads");
            if (hidden % heads != 0) {
                config.violation("num_attention_heads", "must divide hidden_size " + hidden, heads);
            }
            double epsilon = config.number("layer_norm_eps", 1e-12);
            query = Linear.declare(parameters, name + ".attention.self.query", hidden, hidden);
            Linear key = Linear.declare(parameters, name + ".attention.self.key", hidden, hidden);
            Linear value = Linear.declare(parameters, name + ".attention.self.value", hidden, hidden);
            keyValue = last ? Linear.fuse(parameters, key, value) : query;
            qkv = last ? query : Linear.fuse(parameters, query, key, value);
            attention = new SelfAttention(heads, config.probability("attention_probs_dropout_prob", 0.1));
            attentionOutput = Linear.declare(parameters, name + ".attention.output.dense", hidden, hidden);
            attentionNorm = LayerNorm.declare(parameters, name + ".attention.output.LayerNorm", hidden, epsilon);
            intermediate = Linear.declare(parameters, name + ".intermediate.dense", hidden, inner);
            activation = BertModel.activation(config);
            output = Linear.declare(parameters, name + ".output.dense", inner, hidden);
            outputNorm = LayerNorm.declare(parameters, name + ".output.LayerNorm", hidden, epsilon);
            dropout = config.probability("hidden_dropout_prob", 0.1);
        }

        /** @return float32 (N, H), or (B, H) from the last layer */
        NDArray forward(NDArray x, Packed batch, Pass pass) {
            NDArray residual = last ? batch.firstTokens(x) : x;
            NDArray context = last
                    ? attention.forwardFirst(query.forward(residual, pass), keyValue.forward(x, pass), batch, pass)
                    : attention.forward(qkv.forward(x, pass), batch, pass);
            NDArray attended = pass.dropout(attentionOutput.forward(context, pass), dropout);
            NDArray h = attentionNorm.forward(attended.add(residual));
            NDArray fed = output.forward(activation.forward(intermediate.forward(h, pass)), pass);
            return outputNorm.forward(pass.dropout(fed, dropout).add(h));
        }
    }
}
