package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.Set;

/**
 * RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2019): BERT's body without the pooler, positions counted
 * from one past the padding token's id, and a head of two linears.
 */
final class RobertaModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final String architecture;
    private final BertEmbeddings embeddings;
    private final BertEncoder encoder;
    private final FirstTokenHead head;
    private final int padding;
    private final int maxPositions;

    private RobertaModel(ModelConfig config, String architecture) {
        this.architecture = architecture;
        int positions = config.positive("max_position_embeddings");
        padding = config.tokenId("pad_token_id", 1);
        maxPositions = positions - padding - 1;
        if (maxPositions < 1) {
            config.violation("pad_token_id", "must be below max_position_embeddings - 1 = " + (positions - 1), 0);
        }
        embeddings = new BertEmbeddings(parameters, "roberta.embeddings", config, config.positive("hidden_size"));
        encoder = new BertEncoder(parameters, "roberta.encoder", LayerNames.BERT, EncoderSettings.ofBert(config));
        head = FirstTokenHead.ofRoberta(parameters, config, Activation.TANH);
    }

    static RobertaModel roberta(ModelConfig config) {
        return new RobertaModel(config, "RobertaForSequenceClassification");
    }

    static RobertaModel xlmRoberta(ModelConfig config) {
        return new RobertaModel(config, "XLMRobertaForSequenceClassification");
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray positionIds = batch.positionsAfter(padding); // (N)
        NDArray hidden = embeddings.forward(batch, positionIds, pass); // (N, H)
        return head.forward(encoder.forward(hidden, batch, pass), pass); // (B, numLabels)
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
        return architecture;
    }

    @Override
    public String baseModelPrefix() {
        return "roberta.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
