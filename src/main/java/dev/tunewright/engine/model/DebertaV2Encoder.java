package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.tunewright.engine.nn.Activation;
import dev.tunewright.engine.nn.DisentangledAttention;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Linear;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.RelativeBuckets;
import dev.tunewright.engine.nn.ResidualOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * DeBERTa's layers: post-norm, with disentangled attention to a table of relative positions that all layers share. The last
 * layer's outputs are computed for the first token of each text alone.
 */
final class DebertaV2Encoder {

    private final List<Layer> layers = new ArrayList<>();
    private final RelativeBuckets buckets;
    private final Embedding distances;
    private final LayerNorm distanceNorm;

    DebertaV2Encoder(Parameters parameters, String name, ModelConfig config) {
        requireDisentangled(config);
        int hidden = config.positive("hidden_size");
        int count = config.positive("num_hidden_layers");
        for (int i = 0; i < count; i++) {
            layers.add(new Layer(parameters, name + ".layer." + i, config));
        }
        buckets = buckets(config);
        distances = Embedding.declare(parameters, name + ".rel_embeddings", 2 * buckets.span(), hidden);
        distanceNorm =
                LayerNorm.declare(parameters, name + ".LayerNorm", hidden, config.number("layer_norm_eps", 1e-7));
    }

    /** Every published checkpoint is so; the original's other combinations are refused by name. */
    private static void requireDisentangled(ModelConfig config) {
        if (!config.flag("relative_attention", false)) {
            config.violation("relative_attention", "must be true", true);
        }
        if (!config.text("norm_rel_ebd", "none").equals("layer_norm")) {
            config.violation("norm_rel_ebd", "must be layer_norm", "layer_norm");
        }
        Object types = config.values().get("pos_att_type");
        List<?> named = types instanceof String text ? Arrays.asList(text.split("\\|")) : List.of();
        Set<?> kinds = new HashSet<>(types instanceof List<?> list ? list : named);
        if (!kinds.equals(Set.of("c2p", "p2c"))) {
            config.violation("pos_att_type", "must be c2p and p2c", kinds);
        }
    }

    private static RelativeBuckets buckets(ModelConfig config) {
        int places = config.positive("max_position_embeddings", 512);
        double farthest = config.number("max_relative_positions", -1);
        double count = config.number("position_buckets", -1);
        return new RelativeBuckets(count > 0 ? (int) count : 0, farthest < 1 ? places : (int) farthest);
    }

    /**
     * @param hidden float32 (N, H)
     * @return float32 (B, H): the first token of each text
     */
    NDArray forward(NDArray hidden, Packed batch, Pass pass) {
        int width = (int) batch.width();
        NDArray rows = pass.manager().arange(buckets.firstRow(width), buckets.endRow(width), 1, DataType.INT64);
        NDArray embeddings = distanceNorm.forward(distances.forward(rows));
        Distances table = new Distances(embeddings, buckets.forward(pass.manager(), width));
        NDArray x = hidden;
        for (Layer layer : layers.subList(0, layers.size() - 1)) {
            x = layer.forward(x, x, batch.rows(), table, batch, pass);
        }
        Layer last = layers.get(layers.size() - 1);
        return last.forward(x, batch.firstTokens(x), batch.firstPlaces(), table, batch, pass);
    }

    /**
     * The part of the table that a batch needs.
     *
     * @param embeddings float32 (P, H)
     * @param rows int64 (T, T): for each query and key the row of {@code embeddings}
     */
    private record Distances(NDArray embeddings, NDArray rows) {}

    private static final class Layer {

        private final Linear queryKey;
        private final Linear value;
        private final Linear positionQueryKey;
        private final DisentangledAttention attention;
        private final ResidualOutput attentionOutput;
        private final Linear intermediate;
        private final Activation activation;
        private final ResidualOutput output;
        private final double dropout;

        Layer(Parameters parameters, String name, ModelConfig config) {
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
            positionQueryKey =
                    config.flag("share_att_key", false) ? queryKey : positionQueryKey(parameters, self, hidden);
            attention = new DisentangledAttention(
                    config.heads(hidden), config.probability("attention_probs_dropout_prob", 0.1));
            attentionOutput = new ResidualOutput(
                    Linear.declare(parameters, name + ".attention.output.dense", hidden, hidden),
                    LayerNorm.declare(parameters, name + ".attention.output.LayerNorm", hidden, epsilon),
                    dropout);
            intermediate = Linear.declare(parameters, name + ".intermediate.dense", hidden, inner);
            activation = config.activation("hidden_act", "gelu");
            output = new ResidualOutput(
                    Linear.declare(parameters, name + ".output.dense", inner, hidden),
                    LayerNorm.declare(parameters, name + ".output.LayerNorm", hidden, epsilon),
                    dropout);
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
            NDArray h = attentionOutput.forward(context, residual, pass);
            return output.forward(activation.forward(intermediate.forward(h, pass)), h, pass);
        }
    }
}
