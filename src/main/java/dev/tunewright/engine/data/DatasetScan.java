package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads every file of a data set through once, for its {@link DatasetSummary}. */
final class DatasetScan {

    /** Columns and their names have these limits, so that a summary stays small. */
    private static final int MOST_COLUMNS = 1000;

    private static final int LONGEST_COLUMN = 200;

    private final DatasetSpec spec;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, DatasetSummary.OfSplit> splits = new LinkedHashMap<>();
    private List<String> columns = List.of();
    private @Nullable ColumnNames names;
    private @Nullable String label;

    DatasetScan(DatasetSpec spec) {
        this.spec = spec;
    }

    DatasetSummary summary() {
        Violations ofSpec = new Violations();
        boolean readable = SpecCheck.check(spec, ofSpec);
        collect(ofSpec::throwIfAny);
        for (String split : readable ? SplitName.ordered(spec.splits().keySet()) : List.<String>of()) {
            collect(() -> read(split));
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        String text = names == null ? spec.text() : names.text();
        String pair = names == null ? spec.textPair() : names.textPair();
        return new DatasetSummary(columns, text, pair, label, labels(), splits);
    }

    private void read(String split) {
        try (DataRows rows = DataRows.open(spec, split)) {
            takeColumns(split, rows.columns());
            LabelCount counts = new LabelCount();
            long count = 0;
            for (DataRow row = rows.next(); row != null; row = rows.next()) {
                count = row.number();
                counts.addAll(label == null ? null : row.values().get(label));
            }
            if (count == 0) {
                throw new InvalidInputException("dataset.files." + split, "has no rows; every split needs some");
            }
            splits.put(split, new DatasetSummary.OfSplit(count, counts.counts()));
        } catch (IOException e) {
            throw new UncheckedIOException("the " + split + " split cannot be read", e);
        }
    }

    private void takeColumns(String split, List<String> found) {
        if (found.isEmpty()) {
            return;
        }
        if (found.size() > MOST_COLUMNS || found.stream().anyMatch(name -> name.length() > LONGEST_COLUMN)) {
            throw new InvalidInputException(
                    "dataset.files." + split,
                    "line 1: has " + found.size() + " columns; at most " + MOST_COLUMNS + " with names of at most "
                            + LONGEST_COLUMN + " characters can be kept; check the delimiter");
        }
        if (split.equals("train")) {
            columns = found;
            collect(() -> requireNamed("dataset.text", spec.text()));
            collect(() -> requireNamed("dataset.text_pair", spec.textPair()));
            collect(() -> requireNamed("dataset.label", spec.label()));
            names = ColumnGuess.of(spec, found, new Violations()).orElse(null);
            label = names == null
                    ? spec.label()
                    : names.labels().size() == 1 ? names.labels().get(0) : null;
        } else if (names != null) {
            Violations missing = new Violations();
            ColumnIndexes.of(names, found, "dataset.files." + split, SplitName.isTest(split), missing);
            collect(missing::throwIfAny);
        }
    }

    private void requireNamed(String field, @Nullable String name) {
        if (name != null && !columns.contains(name)) {
            throw new InvalidInputException(field, ColumnGuess.missing(name, columns));
        }
    }

    private @Nullable List<String> labels() {
        TreeSet<String> all = new TreeSet<>(LabelCount.ORDER);
        splits.entrySet().stream()
                .filter(split -> !SplitName.isTest(split.getKey()))
                .map(split -> split.getValue().labelCounts())
                .filter(Objects::nonNull)
                .forEach(counts -> all.addAll(counts.keySet()));
        return all.isEmpty() ? null : List.copyOf(all);
    }

    private void collect(Runnable check) {
        try {
            check.run();
        } catch (InvalidInputException e) {
            violations.addAll(e.violations());
        }
    }
}
