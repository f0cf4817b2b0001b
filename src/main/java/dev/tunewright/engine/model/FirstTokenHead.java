package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.HashSet;
import java.util.Set;

/**
 * The head of RoBERTa and ELECTRA: two linears over each text's first token, dropout before each. All of it is new where
 * a checkpoint has only the body.
 */
final class FirstTokenHead {

    private final Linear dense;
    private final Activation activation;
    private final Linear projection;
    private final double dropout;

    FirstTokenHead(Parameters parameters, ModelConfig config, Activation activation) {
        int hidden = config.positive("hidden_size");
        dense = Linear.declare(parameters, "classifier.dense", hidden, hidden);
        this.activation = activation;
        projection = Linear.declare(
                parameters, "classifier.out_proj", hidden, config.labels().size());
        dropout = config.probability("classifier_dropout", config.probability("hidden_dropout_prob", 0.1));
    }

    /**
     * @param first float32 (B, H)
     * @return float32 (B, numLabels)
     */
    NDArray forward(NDArray first, Pass pass) {
        NDArray inner = activation.forward(dense.forward(pass.dropout(first, dropout), pass)); // (B, H)
        return projection.forward(pass.dropout(inner, dropout), pass);
    }

    Set<Parameter> parameters() {
        Set<Parameter> weights = new HashSet<>(dense.parameters());
        weights.addAll(projection.parameters());
        return weights;
    }
}
