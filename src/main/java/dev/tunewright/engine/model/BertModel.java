package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.Set;

/** BERT (Devlin et al. 2018) with the original's {@code BertForSequenceClassification} head. */
final class BertModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final BertEmbeddings embeddings;
    private final BertEncoder encoder;
    private final FirstTokenHead head;
    private final int maxPositions;

    BertModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        maxPositions = config.positive("max_position_embeddings");
        embeddings = new BertEmbeddings(parameters, "bert.embeddings", config, hidden);
        encoder = new BertEncoder(parameters, "bert.encoder", LayerNames.BERT, EncoderSettings.ofBert(config));
        head = new FirstTokenHead(
                0,
                Linear.declare(parameters, "bert.pooler.dense", hidden, hidden),
                Activation.TANH,
                config.probability("classifier_dropout", config.probability("hidden_dropout_prob", 0.1)),
                Linear.declare(parameters, "classifier", hidden, config.labels().size()));
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray hidden = embeddings.forward(batch, batch.positionIds(), pass); // (N, H)
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
