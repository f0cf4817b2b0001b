package dev.tunewright.engine.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of all splits, read and checked.
 *
 * @param splits examples of {@code train} and, where given, of those to evaluate and to test on, in this order; examples in
 *     the files' order
 */
public record Dataset(Labels labels, Map<String, List<Example>> splits) {

    public Dataset {
        splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    }

    public List<Example> train() {
        return split("train");
    }

    /** @return number of rows of each split */
    public Map<String, Integer> rowCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        splits.forEach((split, examples) -> counts.put(split, examples.size()));
        return counts;
    }

    /** @return what is evaluated while training: {@code validation}, or the first of several; empty where there is none */
    public Optional<String> evaluatedSplit() {
        return splits.keySet().stream().filter(SplitName::isValidation).findFirst();
    }

    /** @return the split's examples; empty where the data set has no such split */
    public List<Example> split(String name) {
        return splits.getOrDefault(name, List.of());
    }
}
