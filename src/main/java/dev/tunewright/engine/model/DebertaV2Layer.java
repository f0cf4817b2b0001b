package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.DisentangledAttention;
import dev.tunewright.engine.nn.FeedForward;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.ResidualOutput;

/** One of DeBERTa's layers. */
final class DebertaV2Layer {

    /**
     * The part of the table that a batch needs.
     *
     * @param embeddings float32 (P, H)
     * @param rows int64 (T, T): for each query and key the row of {@code embeddings}
     */
    record Distances(NDArray embeddings, NDArray rows) {}

    private final Linear queryKey;
    private final Linear value;
    private final Linear positionQueryKey;
    private final DisentangledAttention attention;
    private final ResidualOutput attentionOutput;
    private final FeedForward feedForward;
    private final double dropout;

    DebertaV2Layer(Parameters parameters, String name, ModelConfig config) {
        int hidden = config.positive("hidden_size");
        int inner = config.positive("intermediate_size");
        double epsilon = config.number("layer_norm_eps", 1e-7);
        dropout = config.probability("hidden_dropout_prob", 0.1);
        String self = name + ".attention.self";
        queryKey = Linear.fuse(
                parameters,
                Linear.declare(parameters, self + ".query_proj", hidden, hidden),
                Linear.declare(parameters, self + ".key_proj", hidden, hidden));
        value = Linear.declare(parameters, self + ".value_proj", hidden, hidden);
        positionQueryKey = config.flag("share_att_key", false) ? queryKey : positionQueryKey(parameters, self, hidden);
        attention = new DisentangledAttention(
                config.heads(hidden), config.probability("attention_probs_dropout_prob", 0.1));
        attentionOutput = new ResidualOutput(
                Linear.declare(parameters, name + ".attention.output.dense", hidden, hidden),
                LayerNorm.declare(parameters, name + ".attention.output.LayerNorm", hidden, epsilon),
                dropout);
        feedForward = new FeedForward(
                Linear.declare(parameters, name + ".intermediate.dense", hidden, inner),
                config.activation("hidden_act", "gelu"),
                new ResidualOutput(
                        Linear.declare(parameters, name + ".output.dense", inner, hidden),
                        LayerNorm.declare(parameters, name + ".output.LayerNorm", hidden, epsilon),
                        dropout));
    }

    private static Linear positionQueryKey(Parameters parameters, String self, int hidden) {
        Linear key = Linear.declare(parameters, self + ".pos_key_proj", hidden, hidden);
        Linear query = Linear.declare(parameters, self + ".pos_query_proj", hidden, hidden);
        return Linear.fuse(parameters, query, key);
    }

    /**
     * @param residual float32 (Q, H): the rows of x to compute
     * @param places int64 (Q): their places
     * @return float32 (Q, H)
     */
    NDArray forward(NDArray x, NDArray residual, NDArray places, Distances table, Packed batch, Pass pass) {
        NDArray positions = positionQueryKey.forward(pass.dropout(table.embeddings(), dropout), pass); // (P, 2H)
        NDArray context = attention.forward(
                queryKey.forward(x, pass), value.forward(x, pass), positions, table.rows(), places, batch, pass);
        return feedForward.forward(attentionOutput.forward(context, residual, pass), pass);
    }
}
