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
import java.util.Set;

/**
 * DistilBERT (Sanh et al. 2019): BERT's layers under other names and keys, no segments, and a head with ReLU between its
 * two linears.
 */
final class DistilBertModel implements SequenceClassificationModel {

    private static final LayerNames LAYER_NAMES = new LayerNames(
            "attention.q_lin",
            "attention.k_lin",
            "attention.v_lin",
            "attention.out_lin",
            "sa_layer_norm",
            "ffn.lin1",
            "ffn.lin2",
            "output_layer_norm");

    /** Of every norm: no key of the configuration sets it. */
    private static final double EPSILON = 1e-12;

    private final Parameters parameters = new Parameters();
    private final Embedding words;
    private final Embedding positions;
    private final LayerNorm embeddingNorm;
    private final BertEncoder encoder;
    private final FirstTokenHead head;
    private final int maxPositions;
    private final double dropout;

    DistilBertModel(ModelConfig config) {
        int dim = config.positive("dim");
        maxPositions = config.positive("max_position_embeddings");
        dropout = config.probability("dropout", 0.1);
        words = Embedding.declare(
                parameters, "distilbert.embeddings.word_embeddings", config.positive("vocab_size"), dim);
        positions = Embedding.declare(parameters, "distilbert.embeddings.position_embeddings", maxPositions, dim);
        embeddingNorm = LayerNorm.declare(parameters, "distilbert.embeddings.LayerNorm", dim, EPSILON);
        encoder = new BertEncoder(parameters, "distilbert.transformer", LAYER_NAMES, settings(config, dropout));
        head = new FirstTokenHead(
                0,
                Linear.declare(parameters, "pre_classifier", dim, dim),
                Activation.RELU,
                config.probability("seq_classif_dropout", 0.2),
                Linear.declare(parameters, "classifier", dim, config.labels().size()));
    }

    private static EncoderSettings settings(ModelConfig config, double dropout) {
        return new EncoderSettings(
                config.positive("n_layers"),
                config.positive("dim"),
                config.positive("hidden_dim"),
                EncoderSettings.heads(config, "n_heads", "dim"),
                config.activation("activation", "gelu"),
                EPSILON,
                config.probability("attention_dropout", 0.1),
                0, // unlike BERT's, attention's output is added as it is
                dropout);
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = words.forward(batch, pass).add(positions.forward(batch.positionIds())); // (N, H)
        NDArray hidden = pass.dropout(embeddingNorm.forward(embedded), dropout);
        NDArray first = encoder.forward(hidden, batch, pass); // (B, H)
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
        return "DistilBertForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "distilbert.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
