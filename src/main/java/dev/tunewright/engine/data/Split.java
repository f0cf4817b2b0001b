package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A split as it was read, its labels still as they stand in the file.
 *
 * @param whole whether no row was left out for being malformed
 */
record Split(String name, List<RawExample> rows, boolean whole) {

    String field() {
        return "dataset.files." + name;
    }

    boolean isTest() {
        return SplitName.isTest(name);
    }

    /** @param label without spaces around it; null where the row has none, in the test split only */
    record RawExample(
            long line,
            String text,
            @Nullable String textPair,
            @Nullable String label) {}
}
