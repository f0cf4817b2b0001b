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
import java.util.HashSet;
import java.util.Set;

/** BERT (Devlin et al. 2018) with the original's {@code BertForSequenceClassification} head. */
final class BertModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final Embedding words;
    private final Embedding positions;
    private final Embedding tokenTypes;
    private final LayerNorm embeddingNorm;
    private final BertEncoder encoder;
    private final Linear pooler;
    private final Linear classifier;
    private final int maxPositions;
    private final double embeddingDropout;
    private final double classifierDropout;

    BertModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        maxPositions = config.positive("max_position_embeddings");
        if (!"absolute".equals(config.text("position_embedding_type", "absolute"))) {
            config.violation("position_embedding_type", "must be absolute", "absolute");
        }
        words = Embedding.declare(parameters, "bert.embeddings.word_embeddings", config.positive("vocab_size"), hidden);
        positions = Embedding.declare(parameters, "bert.embeddings.position_embeddings", maxPositions, hidden);
        tokenTypes = Embedding.declare(
                parameters, "bert.embeddings.token_type_embeddings", config.positive("type_vocab_size"), hidden);
        embeddingNorm = LayerNorm.declare(
                parameters, "bert.embeddings.LayerNorm", hidden, config.number("layer_norm_eps", 1e-12));
        encoder = new BertEncoder(parameters, "bert.encoder", config);
        pooler = Linear.declare(parameters, "bert.pooler.dense", hidden, hidden);
        classifier =
                Linear.declare(parameters, "classifier", hidden, config.labels().size());
        embeddingDropout = config.probability("hidden_dropout_prob", 0.1);
        classifierDropout = config.probability("classifier_dropout", embeddingDropout);
    }

    static Activation activation(ModelConfig config) {
        Activation activation = Activation.named(config.text("hidden_act", "gelu"));
        return activation != null
                ? activation
                : config.violation("hidden_act", "must be one of " + Activation.knownNames(), Activation.GELU);
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = words.forward(batch.inputIds())
                .add(tokenTypes.forward(batch.tokenTypeIds()))
                .add(positions.forward(batch.positionIds())); // (N, H)
        NDArray hidden = pass.dropout(embeddingNorm.forward(embedded), embeddingDropout);
        NDArray first = encoder.forward(hidden, batch, pass); // (B, H)
        NDArray pooled = pooler.forward(first, pass).tanh();
        return classifier.forward(pass.dropout(pooled, classifierDropout), pass); // (B, numLabels)
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
        return "BertForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "bert.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
