package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.List;

/**
 * What enters the encoder of BERT, RoBERTa and ELECTRA: the sum of word, position and segment vectors, normalised, with
 * dropout.
 */
final class BertEmbeddings {

    private final Embedding words;
    private final Embedding positions;
    private final Embedding tokenTypes;
    private final boolean oneTokenType;
    private final LayerNorm norm;
    private final double dropout;

    /** @param width of a token's vector: H, in ELECTRA often less */
    BertEmbeddings(Parameters parameters, String name, ModelConfig config, int width) {
        if (!"absolute".equals(config.text("position_embedding_type", "absolute"))) {
            config.violation("position_embedding_type", "must be absolute", "absolute");
        }
        words = Embedding.declare(parameters, name + ".word_embeddings", config.positive("vocab_size"), width);
        positions = Embedding.declare(
                parameters, name + ".position_embeddings", config.positive("max_position_embeddings"), width);
        int types = config.positive("type_vocab_size");
        tokenTypes = Embedding.declare(parameters, name + ".token_type_embeddings", types, width);
        oneTokenType = types == 1;
        norm = LayerNorm.declare(parameters, name + ".LayerNorm", width, config.number("layer_norm_eps", 1e-12));
        dropout = config.probability("hidden_dropout_prob", 0.1);
    }

    /**
     * A model with a single segment puts all tokens there, also where its tokenizer tells the texts of a pair apart.
     *
     * @param positionIds int64 (N), rows of the position table
     * @return float32 (N, width)
     */
    NDArray forward(Packed batch, NDArray positionIds, Pass pass) {
        NDArray types = oneTokenType ? batch.tokenTypeIds().zerosLike() : batch.tokenTypeIds();
        if (!pass.isTraining()) {
            return Embedding.normalisedSum(
                    List.of(words, tokenTypes, positions), List.of(batch.inputIds(), types, positionIds), norm, pass);
        }
        NDArray sum = words.forward(batch, pass).add(tokenTypes.forward(types)).add(positions.forward(positionIds));
        return pass.dropout(norm.forward(sum), dropout);
    }
}
