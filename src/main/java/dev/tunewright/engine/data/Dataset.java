package dev.tunewright.engine.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of all splits, read and checked.
 *
 * @param splits examples of {@code train} and, where given, {@code validation} and {@code test}, in the file's order
 */
public record Dataset(Labels labels, Map<String, List<Example>> splits) {

    public Dataset {
        splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    }

    public List<Example> train() {
        return split("train");
    }

    /** @return the split's examples; empty where the data set has no such split */
    public List<Example> split(String name) {
        return splits.getOrDefault(name, List.of());
    }
}
