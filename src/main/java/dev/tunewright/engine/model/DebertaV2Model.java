package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.Set;

/**
 * DeBERTa v2 and v3 (He et al. 2020, 2021) with the original's {@code DebertaV2ForSequenceClassification} head.
 */
final class DebertaV2Model implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final DebertaV2Embeddings embeddings;
    private final DebertaV2Encoder encoder;
    private final FirstTokenHead head;
    private final int maxPositions;

    DebertaV2Model(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        if (config.positive("pooler_hidden_size", hidden) != hidden) {
            config.violation("pooler_hidden_size", "must equal hidden_size " + hidden, hidden);
        }
        int headSize = hidden / config.heads(hidden);
        if (config.positive("attention_head_size", headSize) != headSize) {
            config.violation("attention_head_size", "must be " + headSize + ", an equal part of hidden_size", headSize);
        }
        maxPositions = config.positive("max_position_embeddings", 512);
        embeddings = new DebertaV2Embeddings(parameters, "deberta.embeddings", config);
        encoder = new DebertaV2Encoder(parameters, "deberta.encoder", config);
        head = new FirstTokenHead(
                config.probability("pooler_dropout", 0),
                Linear.declare(parameters, "pooler.dense", hidden, hidden),
                config.activation("pooler_hidden_act", "gelu"),
                config.probability("cls_dropout", config.probability("hidden_dropout_prob", 0.1)),
                Linear.declare(parameters, "classifier", hidden, config.labels().size()));
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray first = encoder.forward(embeddings.forward(batch, pass), batch, pass); // (B, H)
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
        return "DebertaV2ForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "deberta.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
