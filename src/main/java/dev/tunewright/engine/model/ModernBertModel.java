package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
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

/** ModernBERT (Warner et al. 2024) with the original's {@code ModernBertForSequenceClassification} head. */
final class ModernBertModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final Embedding words;
    private final LayerNorm embeddingNorm;
    private final ModernBertEncoder encoder;
    private final LayerNorm finalNorm;
    private final Linear dense;
    private final Activation activation;
    private final LayerNorm headNorm;
    private final Linear classifier;
    private final int maxPositions;
    private final double embeddingDropout;
    private final double classifierDropout;
    private final double cutoff;
    private final double denseDeviation;
    private final double classifierDeviation;
    private final boolean poolsMean;

    ModernBertModel(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        double epsilon = config.number("norm_eps", 1e-5);
        boolean normBias = config.flag("norm_bias", false);
        maxPositions = config.positive("max_position_embeddings", 8192);
        poolsMean = poolsMean(config);
        words = Embedding.declare(parameters, "model.embeddings.tok_embeddings", config.positive("vocab_size"), hidden);
        embeddingNorm = LayerNorm.declare(parameters, "model.embeddings.norm", hidden, epsilon, normBias);
        encoder = new ModernBertEncoder(parameters, "model.layers", config, !poolsMean);
        finalNorm = LayerNorm.declare(parameters, "model.final_norm", hidden, epsilon, normBias);
        dense = Linear.declare(parameters, "head.dense", hidden, hidden, config.flag("classifier_bias", false));
        activation = config.activation("classifier_activation", "gelu");
        headNorm = LayerNorm.declare(parameters, "head.norm", hidden, epsilon, normBias);
        classifier =
                Linear.declare(parameters, "classifier", hidden, config.labels().size());
        embeddingDropout = config.probability("embedding_dropout", 0);
        classifierDropout = config.probability("classifier_dropout", 0);
        cutoff = config.number("initializer_cutoff_factor", 2);
        denseDeviation =
                config.number("initializer_range", 0.02) / Math.sqrt(2.0 * config.positive("num_hidden_layers"));
        classifierDeviation = 1 / Math.sqrt(hidden);
    }

    private static boolean poolsMean(ModelConfig config) {
        String pooling = config.text("classifier_pooling", "cls");
        if (!pooling.equals("cls") && !pooling.equals("mean")) {
            config.violation("classifier_pooling", "must be cls or mean", "cls");
        }
        return pooling.equals("mean");
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = embeddingNorm.forward(words.forward(batch, pass)); // (N, H)
        NDArray hidden = encoder.forward(pass.dropout(embedded, embeddingDropout), batch, pass); // (N, H) or (B, H)
        NDArray normed = finalNorm.forward(hidden);
        NDArray pooled = poolsMean ? batch.meanTokens(normed) : normed; // (B, H)
        NDArray features = headNorm.forward(activation.forward(dense.forward(pooled, pass)));
        return classifier.forward(pass.dropout(features, classifierDropout), pass); // (B, numLabels)
    }

    /** The original fills a module's own linears first as everywhere, and then the architecture fills them again. */
    @Override
    public NDArray initialize(Parameter weight, NDArray drawn) {
        if (weight == dense.parameters().get(0)) {
            return truncatedNormal(drawn, denseDeviation);
        }
        return weight == classifier.parameters().get(0) ? truncatedNormal(drawn, classifierDeviation) : drawn;
    }

    /** Draws all values again until each lies within the cutoff, and keeps those that did: torch's order of draws. */
    private NDArray truncatedNormal(NDArray like, double deviation) {
        NDArray values = like.getManager().randomNormal(0, (float) deviation, like.getShape(), DataType.FLOAT32);
        float limit = (float) (cutoff * deviation);
        NDArray outside = values.abs().gt(limit);
        while (outside.any().getBoolean()) {
            NDArray again = like.getManager().randomNormal(0, (float) deviation, like.getShape(), DataType.FLOAT32);
            values = NDArrays.where(outside, again, values);
            outside = values.abs().gt(limit);
        }
        return values;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Set<Parameter> mayBeNew() {
        Set<Parameter> weights = new HashSet<>(dense.parameters());
        weights.addAll(headNorm.parameters());
        weights.addAll(classifier.parameters());
        return weights;
    }

    @Override
    public String architecture() {
        return "ModernBertForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "model.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
