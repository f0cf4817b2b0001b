package dev.tunewright.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Rows of one kind: how many, and the first few of them. */
final class RowTally {

    private static final int KEPT = 5;

    private final String split;
    private final List<Integer> rows = new ArrayList<>();
    private long count;

    RowTally(String split) {
        this.split = split;
    }

    void add(int row) {
        count++;
        if (rows.size() < KEPT) {
            rows.add(row);
        }
    }

    /** @param message for the number of rows; nothing is added where there are none */
    void warn(List<DataWarning> warnings, String code, LongFunction<String> message) {
        if (count > 0) {
            warnings.add(new DataWarning(code, message.apply(count), split, count, List.copyOf(rows)));
        }
    }
}
