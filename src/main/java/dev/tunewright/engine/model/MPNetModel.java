package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.FeedForward;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.PostNormLayer;
import dev.tunewright.engine.nn.PostNormLayers;
import dev.tunewright.engine.nn.RelativePositionBias;
import dev.tunewright.engine.nn.ResidualOutput;
import dev.tunewright.engine.nn.SelfAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * MPNet (Song et al. 2020): BERT's layers with a relative position bias that all of them share, without token types, with
 * the original's {@code MPNetForSequenceClassification} head.
 */
final class MPNetModel implements SequenceClassificationModel {

    /** The original's constant, whatever {@code pad_token_id} says. */
    private static final int PADDING = 1;

    private static final int BUCKETS = 32;

    private final Parameters parameters = new Parameters();
    private final Embedding words;
    private final Embedding positions;
    private final LayerNorm embeddingNorm;
    private final List<PostNormLayer> layers = new ArrayList<>();
    private final RelativePositionBias positionBias;
    private final FirstTokenHead head;
    private final int maxPositions;
    private final double dropout;

    MPNetModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int positionCount = config.positive("max_position_embeddings", 512);
        maxPositions = positionCount - PADDING - 1;
        words = Embedding.declare(
                parameters, "mpnet.embeddings.word_embeddings", config.positive("vocab_size"), hidden);
        positions = Embedding.declare(parameters, "mpnet.embeddings.position_embeddings", positionCount, hidden);
        embeddingNorm = LayerNorm.declare(
                parameters, "mpnet.embeddings.LayerNorm", hidden, config.number("layer_norm_eps", 1e-12));
        dropout = config.probability("hidden_dropout_prob", 0.1);
        int count = config.positive("num_hidden_layers");
        for (int i = 0; i < count; i++) {
            layers.add(layer("mpnet.encoder.layer." + i, config));
        }
        int buckets = config.positive("relative_attention_num_buckets", BUCKETS);
        if (buckets < BUCKETS) {
            config.violation("relative_attention_num_buckets", "must be at least " + BUCKETS, BUCKETS);
        }
        positionBias = RelativePositionBias.declare(
                parameters, "mpnet.encoder.relative_attention_bias", buckets, config.heads(hidden));
        head = new FirstTokenHead(
                dropout,
                Linear.declare(parameters, "classifier.dense", hidden, hidden),
                Activation.TANH,
                dropout,
                Linear.declare(
                        parameters,
                        "classifier.out_proj",
                        hidden,
                        config.labels().size()));
    }

    private PostNormLayer layer(String name, ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int inner = config.positive("intermediate_size");
        double epsilon = config.number("layer_norm_eps", 1e-12);
        Linear query = Linear.declare(parameters, name + ".attention.attn.q", hidden, hidden);
        Linear key = Linear.declare(parameters, name + ".attention.attn.k", hidden, hidden);
        Linear value = Linear.declare(parameters, name + ".attention.attn.v", hidden, hidden);
        ResidualOutput attentionOutput = new ResidualOutput(
                Linear.declare(parameters, name + ".attention.attn.o", hidden, hidden),
                LayerNorm.declare(parameters, name + ".attention.LayerNorm", hidden, epsilon),
                dropout);
        FeedForward feedForward = new FeedForward(
                Linear.declare(parameters, name + ".intermediate.dense", hidden, inner),
                config.activation("hidden_act", "gelu"),
                new ResidualOutput(
                        Linear.declare(parameters, name + ".output.dense", inner, hidden),
                        LayerNorm.declare(parameters, name + ".output.LayerNorm", hidden, epsilon),
                        dropout));
        return new PostNormLayer(
                Linear.fuse(parameters, query, key, value),
                new SelfAttention(config.heads(hidden), config.probability("attention_probs_dropout_prob", 0.1)),
                attentionOutput,
                feedForward);
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = words.forward(batch, pass).add(positions.forward(batch.positionsAfter(PADDING))); // (N, H)
        NDArray hidden = pass.dropout(embeddingNorm.forward(embedded), dropout);
        PostNormLayers allButLast = new PostNormLayers(layers.subList(0, layers.size() - 1));
        NDArray x = allButLast.forward(hidden, bias(batch), batch, pass); // (N, H)
        NDArray first = layers.get(layers.size() - 1).forwardFirst(x, bias(batch), batch, pass); // (B, H)
        return head.forward(first, pass); // (B, numLabels)
    }

    /** @return float32 (B, A, T, T): a new one for each use, since a graph is walked back but once */
    private NDArray bias(Packed batch) {
        return batch.bias().add(positionBias.forward(batch));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Set<Parameter> mayBeNew() {
        return head.parameters();
    }

    @Override
    public String architecture() {
        return "MPNetForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "mpnet.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
