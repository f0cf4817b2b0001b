package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.tunewright.engine.nn.Embedding;
import dev.tunewright.engine.nn.LayerNorm;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.RelativeBuckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * DeBERTa's layers: post-norm, with disentangled attention to a table of relative positions that all layers share. The last
 * layer's outputs are computed for the first token of each text alone.
 */
final class DebertaV2Encoder {

    private final List<DebertaV2Layer> layers = new ArrayList<>();
    private final RelativeBuckets buckets;
    private final Embedding distances;
    private final LayerNorm distanceNorm;
    private final @Nullable DebertaV2Convolution convolution;

    DebertaV2Encoder(Parameters parameters, String name, ModelConfig config) {
        requireDisentangled(config);
        int hidden = config.positive("hidden_size");
        int count = config.positive("num_hidden_layers");
        for (int i = 0; i < count; i++) {
            layers.add(new DebertaV2Layer(parameters, name + ".layer." + i, config));
        }
        buckets = buckets(config);
        distances = Embedding.declare(parameters, name + ".rel_embeddings", 2 * buckets.span(), hidden);
        distanceNorm =
                LayerNorm.declare(parameters, name + ".LayerNorm", hidden, config.number("layer_norm_eps", 1e-7));
        convolution = DebertaV2Convolution.declare(parameters, name + ".conv", config);
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
        DebertaV2Layer.Distances table =
                new DebertaV2Layer.Distances(embeddings, buckets.forward(pass.manager(), width));
        NDArray x = hidden;
        for (int i = 0; i < layers.size(); i++) {
            boolean last = i == layers.size() - 1;
            NDArray residual = last ? batch.firstTokens(x) : x;
            NDArray places = last ? batch.firstPlaces() : batch.rows();
            x = layers.get(i).forward(x, residual, places, table, batch, pass);
            if (i == 0 && convolution != null) {
                x = convolution.forward(hidden, x, places, batch, pass);
            }
        }
        return x;
    }
}
