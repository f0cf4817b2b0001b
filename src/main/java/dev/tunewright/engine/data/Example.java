package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a split.
 *
 * @param text the text, not empty
 * @param textPair the second text of a pair; null for single texts, for every row of a data set alike
 * @param labels the class id (0-based), or the value itself for regression; where a text may have several labels, 1 or 0 for
 *     each class in the order of their ids; empty where the row has no label
 */
public record Example(String text, @Nullable String textPair, List<Double> labels) {

    public Example {
        labels = List.copyOf(labels);
    }

    /** @param label class id or value; NaN: none */
    public Example(String text, @Nullable String textPair, double label) {
        this(text, textPair, Double.isNaN(label) ? List.of() : List.of(label));
    }

    /** @return the class id or value of a text that has one label; NaN where it has none */
    public double label() {
        return labels.isEmpty() ? Double.NaN : labels.get(0);
    }
}
