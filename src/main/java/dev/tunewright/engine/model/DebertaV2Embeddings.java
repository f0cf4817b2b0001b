package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import org.jspecify.annotations.Nullable;

/** DeBERTa's embeddings: of words always; of absolute positions and token types where the configuration has them. */
final class DebertaV2Embeddings {

    private final Embedding words;
    private final @Nullable Embedding positions;
    private final @Nullable Embedding tokenTypes;
    private final @Nullable Linear projection;
    private final LayerNorm norm;
    private final double dropout;

    DebertaV2Embeddings(Parameters parameters, String name, ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int width = config.positive("embedding_size", hidden);
        int places = config.positive("max_position_embeddings", 512);
        words = Embedding.declare(parameters, name + ".word_embeddings", config.positive("vocab_size"), width);
        positions = config.flag("position_biased_input", true)
                ? Embedding.declare(parameters, name + ".position_embeddings", places, width)
                : null;
        tokenTypes = config.number("type_vocab_size", 0) == 0
                ? null
                : Embedding.declare(
                        parameters, name + ".token_type_embeddings", config.positive("type_vocab_size"), width);
        projection = width == hidden ? null : Linear.declare(parameters, name + ".embed_proj", width, hidden, false);
        norm = LayerNorm.declare(parameters, name + ".LayerNorm", hidden, config.number("layer_norm_eps", 1e-7));
        dropout = config.probability("hidden_dropout_prob", 0.1);
    }

    /** @return float32 (N, H) */
    NDArray forward(Packed batch, Pass pass) {
        NDArray x = words.forward(batch, pass);
        if (positions != null) {
            x = x.add(positions.forward(batch.positionIds()));
        }
        if (tokenTypes != null) {
            x = x.add(tokenTypes.forward(batch.tokenTypeIds()));
        }
        if (projection != null) {
            x = projection.forward(x, pass);
        }
        return pass.dropout(norm.forward(x), dropout);
    }
}
