package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ELECTRA's discriminator (Clark et al. 2020): BERT's body without the pooler, with embeddings that may be narrower than
 * the layers, and a head of two linears with GELU between them, whatever {@code hidden_act} is. The {@code summary_}
 * keys of its configuration are of other heads.
 */
final class ElectraModel implements SequenceClassificationModel {

    private final Parameters parameters = new Parameters();
    private final BertEmbeddings embeddings;
    /** Null where embeddings are as wide as the layers. */
    private final @Nullable Linear projection;

    private final BertEncoder encoder;
    private final FirstTokenHead head;
    private final int maxPositions;

    ElectraModel(ModelConfig config) {
        int width = config.positive("embedding_size", 128);
        int hidden = config.positive("hidden_size");
        maxPositions = config.positive("max_position_embeddings");
        embeddings = new BertEmbeddings(parameters, "electra.embeddings", config, width);
        projection = width == hidden ? null : Linear.declare(parameters, "electra.embeddings_project", width, hidden);
        encoder = new BertEncoder(parameters, "electra.encoder", LayerNames.BERT, EncoderSettings.ofBert(config));
        head = FirstTokenHead.ofRoberta(parameters, config, Activation.GELU);
    }

    @Override
    public NDArray forward(Packed batch, Pass pass) {
        NDArray embedded = embeddings.forward(batch, batch.positionIds(), pass); // (N, width)
        NDArray hidden = projection == null ? embedded : projection.forward(embedded, pass); // (N, H)
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
        return "ElectraForSequenceClassification";
    }

    @Override
    public String baseModelPrefix() {
        return "electra.";
    }

    @Override
    public int maxPositions() {
        return maxPositions;
    }
}
