package dev.tunewright.engine.data;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds rows that come more than once, within a split and across. */
final class RepeatedRows {

    /** Comparable, so that many texts with one hash code, made on purpose, are still found quickly. */
    private record Texts(String text, @Nullable String pair) implements Comparable<Texts> {

        private static final Comparator<Texts> ORDER = Comparator.comparing(Texts::text)
                .thenComparing(Texts::pair, Comparator.nullsFirst(Comparator.naturalOrder()));

        static Texts of(Example example) {
            return new Texts(example.text(), example.textPair());
        }

        @Override
        public int compareTo(Texts other) {
            return ORDER.compare(this, other);
        }
    }

    private final Dataset dataset;
    private final List<DataWarning> warnings;
    private final Map<Texts, Integer> trained = new HashMap<>();

    private RepeatedRows(Dataset dataset, List<DataWarning> warnings) {
        this.dataset = dataset;
        this.warnings = warnings;
    }

    static void warn(Dataset dataset, List<DataWarning> warnings) {
        RepeatedRows repeated = new RepeatedRows(dataset, warnings);
        dataset.splits().forEach(repeated::look);
    }

    private void look(String split, List<Example> rows) {
        boolean train = split.equals("train");
        Map<Texts, Integer> firsts = train ? trained : new HashMap<>();
        RowTally same = new RowTally(split);
        RowTally contradicting = new RowTally(split);
        RowTally leaked = new RowTally(split);
        for (int row = 0; row < rows.size(); row++) {
            Texts texts = Texts.of(rows.get(row));
            Integer first = firsts.putIfAbsent(texts, row);
            if (first != null) {
                boolean agrees = rows.get(first).labels().equals(rows.get(row).labels());
                (agrees ? same : contradicting).add(row);
            }
            if (!train && trained.containsKey(texts)) {
                leaked.add(row);
            }
        }
        leaked.warn(
                warnings,
                "rows_in_both_splits",
                count -> count + " of " + rows.size() + " rows are in the train split too (of "
                        + dataset.train().size() + "): what is measured on them is memory; leave them out of one");
        contradicting.warn(
                warnings,
                "conflicting_labels",
                count -> count + " rows have the text of an earlier row and another label; decide for one");
        same.warn(
                warnings,
                "duplicate_rows",
                count -> count + " rows repeat an earlier row, text and label; they count twice");
    }
}
