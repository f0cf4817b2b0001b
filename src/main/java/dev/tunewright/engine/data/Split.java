package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A split as it was read, its labels still as they stand in the files.
 *
 * @param labelNames names of the ids in the label column, where its files tell; else empty
 * @param whole whether no row was left out for being malformed
 */
record Split(String name, List<RawExample> rows, List<String> labelNames, boolean whole) {

    String field() {
        return "dataset.files." + name;
    }

    boolean isTest() {
        return SplitName.isTest(name);
    }

    /**
     * @param label what the label column holds, without spaces around it, or a list of what several of them hold; null
     *     where the row has none, in test splits only
     */
    record RawExample(
            Place place,
            String text,
            @Nullable String textPair,
            @Nullable Field label) {}
}
