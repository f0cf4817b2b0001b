package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
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
    private final BertEmbeddings embeddings;
    private final BertEncoder encoder;
    private final Linear pooler;
    private final Linear classifier;
    private final int maxPositions;
    private final double classifierDropout;

    BertModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        maxPositions = config.positive("max_position_embeddings");
        embeddings = new BertEmbeddings(parameters, "bert.embeddings", config, hidden);
        encoder = new BertEncoder(parameters, "bert.encoder", LayerNames.BERT, EncoderSettings.ofBert(config));
        pooler = Linear.declare(parameters, "bert.pooler.dense", hidden, hidden);
        classifier =
                Linear.declare(parameters, "classifier", hidden, config.labels().size());
        classifierDropout = config.probability("classifier_dropout", config.probability("hidden_dropout_prob", 0.1));
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray hidden = embeddings.forward(batch, batch.positionIds(), pass); // (N, H)
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
