package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns hold what.
 *
 * @param textPair null where there are single texts
 */
record ColumnNames(String text, @Nullable String textPair, String label) {

    List<String> all() {
        return textPair == null ? List.of(text, label) : List.of(text, textPair, label);
    }
}
