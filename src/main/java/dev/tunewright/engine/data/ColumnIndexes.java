package dev.tunewright.engine.data;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the columns stand in one file.
 *
 * @param textPair -1 where there are single texts
 * @param labels empty where the split has none
 * @param labelsMayLack whether a row may do without a label, as in test splits
 */
record ColumnIndexes(List<String> columns, int text, int textPair, List<Integer> labels, boolean labelsMayLack) {

    /** @return the positions; empty where a column is missing or stands twice, which is then a violation of the file's field */
    static Optional<ColumnIndexes> of(
            ColumnNames names, List<String> columns, String field, boolean labelsMayLack, Violations violations) {
        boolean labelled = columns.containsAll(names.labels());
        ColumnIndexes indexes = new ColumnIndexes(
                columns,
                columns.indexOf(names.text()),
                names.textPair() == null ? -1 : columns.indexOf(names.textPair()),
                labelled ? names.labels().stream().map(columns::indexOf).toList() : List.of(),
                labelsMayLack);
        int before = violations.size();
        for (String name : names.all()) {
            int count = Collections.frequency(columns, name);
            if (count > 1) {
                violations.add(field, "has " + count + " columns named `" + name + "`; rename all but one");
            } else if (count == 0 && !(labelsMayLack && names.labels().contains(name))) {
                violations.add(field, ColumnGuess.missing(name, columns));
            }
        }
        return violations.size() == before ? Optional.of(indexes) : Optional.empty();
    }

    /** @return names of the columns that are read */
    List<String> names() {
        return Stream.concat(Stream.of(text, textPair).filter(index -> index >= 0), labels.stream())
                .map(columns::get)
                .toList();
    }

    String nameAt(int column) {
        return columns.get(column);
    }
}
