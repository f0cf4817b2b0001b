package dev.tunewright.engine.data;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the labels of a split as they are written, for as long as they look like classes. */
final class LabelCount {

    /** More classes than this are not listed; a column of texts or ids is none at all. */
    private static final int MOST = 1000;

    private static final int LONGEST = 200;

    /** Numbers in their order, then names in theirs. */
    static final Comparator<String> ORDER = Comparator.<String>comparingDouble(
                    label -> Numbers.isNumber(label) ? Double.parseDouble(label) : Double.MAX_VALUE)
            .thenComparing(Comparator.naturalOrder());

    private final Map<String, Integer> counts = new HashMap<>();
    private boolean classes = true;

    /** @param written a label, or a list of several; null: none */
    void addAll(@Nullable Object written) {
        if (written instanceof List<?> several) {
            several.forEach(label -> add(String.valueOf(label)));
        } else {
            add((String) written);
        }
    }

    private void add(@Nullable String written) {
        String label = written == null ? "" : written.strip();
        if (!classes || label.isEmpty()) {
            return;
        }
        boolean value = Numbers.isNumber(label) && !Numbers.isInteger(label) && !Numbers.isWhole(label);
        if (value || label.length() > LONGEST || counts.size() == MOST && !counts.containsKey(label)) {
            classes = false;
            counts.clear();
            return;
        }
        counts.merge(label, 1, Integer::sum);
    }

    /** @return rows of each label, sorted; null where the column holds values or no labels */
    @Nullable
    Map<String, Integer> counts() {
        if (!classes || counts.isEmpty()) {
            return null;
        }
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(ORDER))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
