package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.FeedForward;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.ResidualOutput;
import dev.tunewright.engine.nn.SelfAttention;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT's encoder, which RoBERTa, ELECTRA and DistilBERT share: layers of self-attention and feed-forward, each followed by
 * dropout, the residual and a norm ("post-norm", Vaswani et al. 2017). The last layer is computed for the first token of each text alone, since that is
 * all that classification looks at.
 */
final class BertEncoder {

    private final List<Layer> layers = new ArrayList<>();

    BertEncoder(Parameters parameters, String name, LayerNames names, EncoderSettings settings) {
        for (int i = 0; i < settings.layers(); i++) {
            boolean last = i == settings.layers() - 1;
            layers.add(new Layer(parameters, name + ".layer." + i + ".", names, settings, last));
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
        private final ResidualOutput attentionOutput;
        private final FeedForward feedForward;

        Layer(Parameters parameters, String prefix, LayerNames names, EncoderSettings settings, boolean last) {
            this.last = last;
            int hidden = settings.hidden();
            int inner = settings.inner();
            query = Linear.declare(parameters, prefix + names.query(), hidden, hidden);
            Linear key = Linear.declare(parameters, prefix + names.key(), hidden, hidden);
            Linear value = Linear.declare(parameters, prefix + names.value(), hidden, hidden);
            keyValue = last ? Linear.fuse(parameters, key, value) : query;
            qkv = last ? query : Linear.fuse(parameters, query, key, value);
            attention = new SelfAttention(settings.heads(), settings.attentionDropout());
            attentionOutput = new ResidualOutput(
                    Linear.declare(parameters, prefix + names.attentionOutput(), hidden, hidden),
                    LayerNorm.declare(parameters, prefix + names.attentionNorm(), hidden, settings.epsilon()),
                    settings.attentionOutputDropout());
            feedForward = new FeedForward(
                    Linear.declare(parameters, prefix + names.intermediate(), hidden, inner),
                    settings.activation(),
                    new ResidualOutput(
                            Linear.declare(parameters, prefix + names.output(), inner, hidden),
                            LayerNorm.declare(parameters, prefix + names.outputNorm(), hidden, settings.epsilon()),
                            settings.outputDropout()));
        }

        /** @return float32 (N, H), or (B, H) from the last layer */
        NDArray forward(NDArray x, Packed batch, Pass pass) {
            NDArray residual = last ? batch.firstTokens(x) : x;
            NDArray context = last
                    ? attention.forwardFirst(query.forward(residual, pass), keyValue.forward(x, pass), batch, pass)
                    : attention.forward(qkv.forward(x, pass), batch, pass);
            return feedForward.forward(attentionOutput.forward(context, residual, pass), pass);
        }
    }
}
