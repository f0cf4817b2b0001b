package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.ResidualOutput;
import dev.tunewright.engine.nn.SelfAttention;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final List<Layer> layers;
    private final Linear pooler;
    private final Linear classifier;
    private final int maxPositions;
    private final double embeddingDropout;
    private final double classifierDropout;

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
        pooler = Linear.declare(parameters, "albert.pooler", hidden, hidden);
        classifier =
                Linear.declare(parameters, "classifier", hidden, config.labels().size());
        embeddingDropout = config.probability("hidden_dropout_prob", 0);
        classifierDropout = config.probability("classifier_dropout_prob", 0.1);
    }

    /** @return the layers in the order of their use; one with shared weights comes several times */
    private List<Layer> layers(ModelConfig config) {
        int uses = config.positive("num_hidden_layers");
        int groupCount = config.positive("num_hidden_groups", 1);
        int layersInGroup = config.positive("inner_group_num", 1);
        List<List<Layer>> groups = new ArrayList<>();
        for (int group = 0; group < groupCount; group++) {
            List<Layer> members = new ArrayList<>();
            for (int layer = 0; layer < layersInGroup; layer++) {
                String name = "albert.encoder.albert_layer_groups." + group + ".albert_layers." + layer;
                members.add(new Layer(parameters, name, config));
            }
            groups.add(members);
        }
        List<Layer> inOrder = new ArrayList<>();
        for (int use = 0; use < uses; use++) {
            inOrder.addAll(groups.get((int) (use / ((double) uses / groupCount))));
        }
        return inOrder;
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = words.forward(batch.inputIds())
                .add(tokenTypes.forward(batch.tokenTypeIds()))
                .add(positions.forward(batch.positionIds())); // (N, E)
        NDArray narrow = pass.dropout(embeddingNorm.forward(embedded), embeddingDropout);
        NDArray x = widening.forward(narrow, pass); // (N, H)
        for (Layer layer : layers.subList(0, layers.size() - 1)) {
            x = layer.forward(x, batch, pass);
        }
        NDArray first = layers.get(layers.size() - 1).forwardFirst(x, batch, pass); // (B, H)
        NDArray pooled = pooler.forward(first, pass).tanh();
        return classifier.forward(pass.dropout(pooled, classifierDropout), pass); // (B, numLabels)
    }

    private static final class Layer {

        private final Linear qkv;
        private final SelfAttention attention;
        private final ResidualOutput attentionOutput;
        private final Linear intermediate;
        private final Activation activation;
        private final ResidualOutput output;

        Layer(Parameters parameters, String name, ModelConfig config) {
            int hidden = config.positive("hidden_size");
            int inner = config.positive("intermediate_size");
            double epsilon = config.number("layer_norm_eps", 1e-12);
            double dropout = config.probability("hidden_dropout_prob", 0);
            LayerNorm outputNorm = LayerNorm.declare(parameters, name + ".full_layer_layer_norm", hidden, epsilon);
            qkv = Linear.fuse(
                    parameters,
                    Linear.declare(parameters, name + ".attention.query", hidden, hidden),
                    Linear.declare(parameters, name + ".attention.key", hidden, hidden),
                    Linear.declare(parameters, name + ".attention.value", hidden, hidden));
            attention = new SelfAttention(config.heads(hidden), config.probability("attention_probs_dropout_prob", 0));
            attentionOutput = new ResidualOutput(
                    Linear.declare(parameters, name + ".attention.dense", hidden, hidden),
                    LayerNorm.declare(parameters, name + ".attention.LayerNorm", hidden, epsilon),
                    dropout);
            intermediate = Linear.declare(parameters, name + ".ffn", hidden, inner);
            activation = config.activation("hidden_act", "gelu_new");
            output = new ResidualOutput(Linear.declare(parameters, name + ".ffn_output", inner, hidden), outputNorm, 0);
        }

        /** @return float32 (N, H) */
        NDArray forward(NDArray x, Packed batch, Pass pass) {
            return feed(attention.forward(qkv.forward(x, pass), batch, pass), x, pass);
        }

        /** @return float32 (B, H) */
        NDArray forwardFirst(NDArray x, Packed batch, Pass pass) {
            NDArray context = attention.forwardFirstFused(qkv.forward(x, pass), batch.bias(), batch, pass);
            return feed(context, batch.firstTokens(x), pass);
        }

        private NDArray feed(NDArray context, NDArray residual, Pass pass) {
            NDArray h = attentionOutput.forward(context, residual, pass);
            return output.forward(activation.forward(intermediate.forward(h, pass)), h, pass);
        }
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Set<Parameter> mayBeNew() {
        Set<Parameter> weights = new HashSet<>(pooler.parameters());
        weights.addAll(classifier.parameters());
        return weights;
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
