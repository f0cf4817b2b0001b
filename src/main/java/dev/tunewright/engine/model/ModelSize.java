package dev.tunewright.engine.model;

import dev.tunewright.engine.nn.Parameter;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How large a model is, for estimates.
 *
 * @param weights number of all weights
 * @param embeddingWeights of them, those of lookup tables, which multiply nothing
 * @param hidden H
 * @param inner width between the feed-forward's two linears
 */
public record ModelSize(
        String modelType, long weights, long embeddingWeights, int layers, int hidden, int inner, int heads) {

    /** Declares the weights and reads none. */
    public static ModelSize of(ModelConfig config) {
        SequenceClassificationModel model = Architecture.create(config);
        long weights = 0;
        long embeddings = 0;
        for (Parameter weight : model.parameters().declared()) {
            weights += weight.shape().size();
            embeddings += isEmbedding(weight) ? weight.shape().size() : 0;
        }
        return new ModelSize(
                config.modelType(),
                weights,
                embeddings,
                number(config, "num_hidden_layers", "n_layers"),
                number(config, "hidden_size", "dim"),
                number(config, "intermediate_size", "hidden_dim"),
                number(config, "num_attention_heads", "n_heads"));
    }

    /** @return weights that each token is multiplied with; layers that share theirs count each */
    public long multiplied() {
        long ofLayers = (long) layers * (4L * hidden * hidden + 2L * hidden * inner);
        return Math.max(weights - embeddingWeights, ofLayers);
    }

    static boolean isEmbedding(Parameter weight) {
        return weight.name().endsWith("_embeddings.weight") || weight.name().endsWith("relative_attention_bias.weight");
    }

    /** The second spelling is DistilBERT's. */
    private static int number(ModelConfig config, String key, String otherKey) {
        return Stream.of(key, otherKey)
                .map(config.values()::get)
                .filter(Objects::nonNull)
                .map(value -> ((Number) value).intValue())
                .findFirst()
                .orElse(1);
    }
}
