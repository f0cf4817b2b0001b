package dev.tunewright.engine.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint's {@code config.json} with the job's overrides, Hugging Face's names throughout. Asked for a value it
 * lacks or that has the wrong type, it remembers the violation and answers a stand-in, so that {@link #verify} tells all.
 */
public final class ModelConfig {

    private final Map<String, Object> values;
    private final Set<Violation> violations = new LinkedHashSet<>();

    private ModelConfig(Map<String, Object> values) {
        this.values = values;
    }

    public static ModelConfig of(JsonNode checkpoint, Map<String, Object> overrides) {
        Map<String, Object> values = JsonMapper.shared().convertValue(checkpoint, new TypeReference<>() {});
        values.putAll(overrides);
        return new ModelConfig(values);
    }

    /** @return every key as it will be saved, in order */
    public Map<String, Object> values() {
        return new LinkedHashMap<>(values);
    }

    /** @return the configuration of a model with these class names */
    public ModelConfig withLabels(List<String> names, String problemType) {
        Map<String, Object> changed = values();
        Map<String, Object> id2label = new LinkedHashMap<>();
        Map<String, Object> label2id = new LinkedHashMap<>();
        for (int id = 0; id < names.size(); id++) {
            id2label.put(Integer.toString(id), names.get(id));
            label2id.put(names.get(id), id);
        }
        changed.remove("num_labels");
        changed.put("id2label", id2label);
        changed.put("label2id", label2id);
        changed.put("problem_type", problemType);
        return new ModelConfig(changed);
    }

    /** @return names of the class ids; two bare ones where the configuration names none, as the original has it */
    public List<String> labels() {
        if (values.get("id2label") instanceof Map<?, ?> named && !named.isEmpty()) {
            List<String> labels = new ArrayList<>();
            for (int id = 0; id < named.size(); id++) {
                Object name = named.get(Integer.toString(id));
                labels.add(name == null ? "LABEL_" + id : name.toString());
            }
            return labels;
        }
        return List.of("LABEL_0", "LABEL_1");
    }

    public String modelType() {
        return text("model_type", "");
    }

    /** @return {@code problem_type}; where the configuration has none, what the number of labels says */
    public ProblemType problemType() {
        ProblemType otherwise = labels().size() == 1 ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL_CLASSIFICATION;
        return ProblemType.of(text("problem_type", "")).orElse(otherwise);
    }

    public int positive(String key) {
        Object value = values.get(key);
        if (value instanceof Number number && number.intValue() > 0 && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        return violation(key, "must be a whole number of at least 1", 1);
    }

    public int positive(String key, int otherwise) {
        return values.get(key) == null ? otherwise : positive(key);
    }

    /** @return a number in [0, 1) */
    public double probability(String key, double otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < 1) {
            return number.doubleValue();
        }
        return violation(key, "must be a number of at least 0 and below 1", otherwise);
    }

    public double number(String key, double otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        return value instanceof Number number ? number.doubleValue() : violation(key, "must be a number", otherwise);
    }

    public String text(String key, String otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        return value instanceof String text ? text : violation(key, "must be a string", otherwise);
    }

    /** @return the id of a special token, from 0 */
    int tokenId(String key, int otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.intValue() >= 0 && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        return violation(key, "must be a whole number of at least 0", otherwise);
    }

    /** @return an element-wise function that there is */
    Activation activation(String key, String otherwise) {
        Activation activation = Activation.named(text(key, otherwise));
        return activation != null
                ? activation
                : violation(key, "must be one of " + Activation.knownNames(), Activation.GELU);
    }

    /** @return attention heads of a model of this width */
    int heads(int hidden) {
        int heads = positive("num_attention_heads");
        return hidden % heads == 0 ? heads : violation("num_attention_heads", "must divide hidden_size " + hidden, 1);
    }

    boolean flag(String key, boolean otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        return value instanceof Boolean flag ? flag : violation(key, "must be true or false", otherwise);
    }

    /** Remembers that a key's value cannot be: once, however many layers ask. */
    <T> T violation(String key, String rule, T standIn) {
        Violation violation = new Violation("config." + key, rule + ", was " + values.get(key));
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
        return standIn;
    }

    /** @throws InvalidInputException with all that {@link #violation} remembered */
    void verify() {
        if (!violations.isEmpty()) {
            throw new InvalidInputException(List.copyOf(violations));
        }
    }
}
