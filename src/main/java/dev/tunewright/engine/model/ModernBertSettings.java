package dev.tunewright.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ModernBERT's settings of its two kinds of layers, of which config.json knows an old and a new spelling:
 * {@code global_attn_every_n_layers}, {@code global_rope_theta} and {@code local_rope_theta}; {@code layer_types} and
 * {@code rope_parameters}. The new one wins.
 *
 * @param globalLayers for each layer whether its tokens see the whole text
 * @param globalTheta base of the rotary frequencies where they do
 * @param localTheta base of the rotary frequencies where they do not
 */
record ModernBertSettings(List<Boolean> globalLayers, double globalTheta, double localTheta) {

    private static final String GLOBAL = "full_attention";
    private static final String LOCAL = "sliding_attention";

    static ModernBertSettings of(ModelConfig config) {
        if (config.values().get("rope_scaling") != null) {
            config.violation("rope_scaling", "is not supported; must be absent", 0);
        }
        return new ModernBertSettings(
                globalLayers(config),
                theta(config, GLOBAL, config.number("global_rope_theta", 160_000)),
                theta(config, LOCAL, config.number("local_rope_theta", 10_000)));
    }

    private static List<Boolean> globalLayers(ModelConfig config) {
        int count = config.positive("num_hidden_layers");
        int every = config.positive("global_attn_every_n_layers", 3);
        Object types = config.values().get("layer_types");
        List<Boolean> global = new ArrayList<>();
        if (types == null) {
            for (int layer = 0; layer < count; layer++) {
                global.add(layer % every == 0);
            }
            return global;
        }
        if (!(types instanceof List<?> list)
                || list.size() != count
                || !List.of(GLOBAL, LOCAL).containsAll(list)) {
            return config.violation(
                    "layer_types",
                    "must name " + GLOBAL + " or " + LOCAL + " for each of " + count + " layers",
                    global);
        }
        list.forEach(type -> global.add(GLOBAL.equals(type)));
        return global;
    }

    private static double theta(ModelConfig config, String kind, double otherwise) {
        if (!(config.values().get("rope_parameters") instanceof Map<?, ?> kinds)
                || !(kinds.get(kind) instanceof Map<?, ?> parameters)) {
            return otherwise;
        }
        Object type = parameters.get("rope_type");
        if (type != null && !type.equals("default")) {
            config.violation("rope_parameters", "must have the rope_type default", 0);
        }
        Object theta = parameters.get("rope_theta");
        if (theta == null) {
            return otherwise;
        }
        return theta instanceof Number number && number.doubleValue() > 0
                ? number.doubleValue()
                : config.violation("rope_parameters", "must have positive numbers as rope_theta", otherwise);
    }
}
