package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.FeedForward;
import dev.tunewright.engine.nn.FirstTokenLayer;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.PostNormLayer;
import dev.tunewright.engine.nn.PostNormLayers;
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

    private final PostNormLayers layers;
    private final FirstTokenLayer last;

    BertEncoder(Parameters parameters, String name, LayerNames names, EncoderSettings settings) {
        List<PostNormLayer> allButLast = new ArrayList<>();
        for (int i = 0; i < settings.layers() - 1; i++) {
            Parts parts = Parts.declare(parameters, name + ".layer." + i + ".", names, settings);
            allButLast.add(new PostNormLayer(
                    Linear.fuse(parameters, parts.query, parts.key, parts.value),
                    parts.attention,
                    parts.attentionOutput,
                    parts.feedForward));
        }
        layers = new PostNormLayers(allButLast);
        String lastName = name + ".layer." + (settings.layers() - 1) + ".";
        Parts parts = Parts.declare(parameters, lastName, names, settings);
        last = new FirstTokenLayer(
                parts.query,
                Linear.fuse(parameters, parts.key, parts.value),
                parts.attention,
                parts.attentionOutput,
                parts.feedForward);
    }

    /**
     * @param hidden float32 (N, H)
     * @return float32 (B, H): the first token of each text
     */
    NDArray forward(NDArray hidden, Packed batch, Pass pass) {
        return last.forward(layers.forward(hidden, batch, pass), batch, pass);
    }

    private record Parts(
            Linear query,
            Linear key,
            Linear value,
            SelfAttention attention,
            ResidualOutput attentionOutput,
            FeedForward feedForward) {

        static Parts declare(Parameters parameters, String prefix, LayerNames names, EncoderSettings settings) {
            int hidden = settings.hidden();
            int inner = settings.inner();
            return new Parts(
                    Linear.declare(parameters, prefix + names.query(), hidden, hidden),
                    Linear.declare(parameters, prefix + names.key(), hidden, hidden),
                    Linear.declare(parameters, prefix + names.value(), hidden, hidden),
                    new SelfAttention(settings.heads(), settings.attentionDropout()),
                    new ResidualOutput(
                            Linear.declare(parameters, prefix + names.attentionOutput(), hidden, hidden),
                            LayerNorm.declare(parameters, prefix + names.attentionNorm(), hidden, settings.epsilon()),
                            settings.attentionOutputDropout()),
                    new FeedForward(
                            Linear.declare(parameters, prefix + names.intermediate(), hidden, inner),
                            settings.activation(),
                            new ResidualOutput(
                                    Linear.declare(parameters, prefix + names.output(), inner, hidden),
                                    LayerNorm.declare(
                                            parameters, prefix + names.outputNorm(), hidden, settings.epsilon()),
                                    settings.outputDropout())));
        }
    }
}
