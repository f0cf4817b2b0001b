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
 * Two linears over each text's first token, whatever the architectures call them: BERT's pooler and classifier, RoBERTa's
 * dense and out_proj. All of it may be new where a checkpoint has only the body.
 *
 * @param inputDropout probability that an element of the first token is dropped in training
 * @param innerDropout the same between the two linears
 */
record FirstTokenHead(
        double inputDropout, Linear dense, Activation activation, double innerDropout, Linear projection) {

    /** The head of RoBERTa and ELECTRA. */
    static FirstTokenHead ofRoberta(Parameters parameters, ModelConfig config, Activation activation) {
        int hidden = config.positive("hidden_size");
        double dropout = config.probability("classifier_dropout", config.probability("hidden_dropout_prob", 0.1));
        return new FirstTokenHead(
                dropout,
                Linear.declare(parameters, "classifier.dense", hidden, hidden),
                activation,
                dropout,
                Linear.declare(
                        parameters,
                        "classifier.out_proj",
                        hidden,
                        config.labels().size()));
    }

    /**
     * @param first float32 (B, H)
     * @return float32 (B, numLabels)
     */
    NDArray forward(NDArray first, Pass pass) {
        NDArray inner = activation.forward(dense.forward(pass.dropout(first, inputDropout), pass)); // (B, H)
        return projection.forward(pass.dropout(inner, innerDropout), pass);
    }

    Set<Parameter> parameters() {
        Set<Parameter> weights = new HashSet<>(dense.parameters());
        weights.addAll(projection.parameters());
        return weights;
    }
}
