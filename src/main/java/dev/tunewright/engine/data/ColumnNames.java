package dev.tunewright.engine.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns hold what.
 *
 * @param textPair null where there are single texts
 * @param labels one, or one of 0 and 1 for each label that a text may have
 */
record ColumnNames(String text, @Nullable String textPair, List<String> labels) {

    List<String> all() {
        List<String> all = new ArrayList<>(List.of(text));
        if (textPair != null) {
            all.add(textPair);
        }
        all.addAll(labels);
        return all;
    }
}
