package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something about a data set that does not keep it from being trained on, but that a person should know. It shows no texts:
 * reports are answered and stored, and what is in the files stays there.
 *
 * @param code stable and machine-readable, such as {@code rows_in_both_splits}
 * @param split null where it concerns the data set as a whole
 * @param count rows, or labels, that it concerns
 * @param rows the first few, by their place in the split from 0, as predictions count them
 */
public record DataWarning(
        String code, String message, @Nullable String split, long count, List<Integer> rows) {

    static DataWarning ofLabels(String code, long count, String message) {
        return new DataWarning(code, message, "train", count, List.of());
    }
}
