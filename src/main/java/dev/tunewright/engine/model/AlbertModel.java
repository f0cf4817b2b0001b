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
import dev.tunewright.engine.nn.ResidualOutput;
import dev.tunewright.engine.nn.SelfAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * ALBERT (Lan et al. 2019): BERT whose layers share their weights and whose embeddings are narrower than the layers,
 * with the original's {@code AlbertForSequenceClassification} head. Nothing is dropped after the feed-forward.
 */
final class AlbertModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final Embedding words;
    private final Embedding positions;
    private final Embedding tokenTypes;
    private final LayerNorm embeddingNorm;
    private final Linear widening;
    private final List<PostNormLayer> layers;
    private final FirstTokenHead head;
    private final int maxPositions;
    private final double embeddingDropout;

    AlbertModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int narrow = config.positive("embedding_size", 128);
        maxPositions = config.positive("max_position_embeddings", 512);
        String embeddings = "albert.embeddings";
        words = Embedding.declare(parameters, embeddings + ".word_embeddings", config.positive("vocab_size"), narrow);
        positions = Embedding.declare(parameters, embeddings + ".position_embeddings", maxPositions, narrow);
        tokenTypes = Embedding.declare(
                parameters, embeddings + ".token_type_embeddings", config.positive("type_vocab_size", 2), narrow);
        embeddingNorm = LayerNorm.declare(
                parameters, embeddings + ".LayerNorm", narrow, config.number("layer_norm_eps", 1e-12));
        widening = Linear.declare(parameters, "albert.encoder.embedding_hidden_mapping_in", narrow, hidden);
        layers = layers(config);
        head = new FirstTokenHead(
                0,
                Linear.declare(parameters, "albert.pooler", hidden, hidden),
                Activation.TANH,
                config.probability("classifier_dropout_prob", 0.1),
                Linear.declare(parameters, "classifier", hidden, config.labels().size()));
        embeddingDropout = config.probability("hidden_dropout_prob", 0);
    }

    /** @return the layers in the order of their use; one with shared weights comes several times */
    private List<PostNormLayer> layers(ModelConfig config) {
        int uses = config.positive("num_hidden_layers");
        int groupCount = config.positive("num_hidden_groups", 1);
        int layersInGroup = config.positive("inner_group_num", 1);
        List<List<PostNormLayer>> groups = new ArrayList<>();
        for (int group = 0; group < groupCount; group++) {
            List<PostNormLayer> members = new ArrayList<>();
            for (int layer = 0; layer < layersInGroup; layer++) {
                String name = "albert.encoder.albert_layer_groups." + group + ".albert_layers." + layer;
                members.add(layer(name, config));
            }
            groups.add(members);
        }
        List<PostNormLayer> inOrder = new ArrayList<>();
        for (int use = 0; use < uses; use++) {
            inOrder.addAll(groups.get((int) (use / ((double) uses / groupCount))));
        }
        return inOrder;
    }

    private PostNormLayer layer(String name, ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int inner = config.positive("intermediate_size");
        double epsilon = config.number("layer_norm_eps", 1e-12);
        Linear query = Linear.declare(parameters, name + ".attention.query", hidden, hidden);
        Linear key = Linear.declare(parameters, name + ".attention.key", hidden, hidden);
        Linear value = Linear.declare(parameters, name + ".attention.value", hidden, hidden);
        ResidualOutput attentionOutput = new ResidualOutput(
                Linear.declare(parameters, name + ".attention.dense", hidden, hidden),
                LayerNorm.declare(parameters, name + ".attention.LayerNorm", hidden, epsilon),
                config.probability("hidden_dropout_prob", 0));
        FeedForward feedForward = new FeedForward(
                Linear.declare(parameters, name + ".ffn", hidden, inner),
                config.activation("hidden_act", "gelu_new"),
                new ResidualOutput(
                        Linear.declare(parameters, name + ".ffn_output", inner, hidden),
                        LayerNorm.declare(parameters, name + ".full_layer_layer_norm", hidden, epsilon),
                        0));
        return new PostNormLayer(
                Linear.fuse(parameters, query, key, value),
                new SelfAttention(config.heads(hidden), config.probability("attention_probs_dropout_prob", 0)),
                attentionOutput,
                feedForward);
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = words.forward(batch, pass)
                .add(tokenTypes.forward(batch.tokenTypeIds()))
                .add(positions.forward(batch.positionIds())); // (N, E)
        NDArray narrow = pass.dropout(embeddingNorm.forward(embedded), embeddingDropout);
        NDArray hidden = widening.forward(narrow, pass); // (N, H)
        PostNormLayers allButLast = new PostNormLayers(layers.subList(0, layers.size() - 1));
        NDArray x = allButLast.forward(hidden, batch, pass); // (N, H)
        NDArray first = layers.get(layers.size() - 1).forwardFirst(x, batch.bias(), batch, pass); // (B, H)
        return head.forward(first, pass); // (B, numLabels)
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
        return "AlbertForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "albert.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
