package dev.tunewright.engine.data;

import java.util.List;
import java.util.Optional;

/**
 * Where the columns stand in one file.
 *
 * @param textPair -1 where there are single texts
 * @param label -1 where the split has none
 * @param labelsMayLack whether a row may do without a label, as in test splits
 */
record ColumnIndexes(List<String> columns, int text, int textPair, int label, boolean labelsMayLack) {

    /** @return the positions; empty where a column is missing, which is then a violation of the file's field */
    static Optional<ColumnIndexes> of(
            ColumnNames names, List<String> columns, String field, boolean labelsMayLack, Violations violations) {
        ColumnIndexes indexes = new ColumnIndexes(
                columns,
                columns.indexOf(names.text()),
                names.textPair() == null ? -1 : columns.indexOf(names.textPair()),
                columns.indexOf(names.label()),
                labelsMayLack);
        boolean complete = true;
        if (indexes.text < 0) {
            violations.add(field, ColumnGuess.missing(names.text(), columns));
            complete = false;
        }
        if (names.textPair() != null && indexes.textPair < 0) {
            violations.add(field, ColumnGuess.missing(names.textPair(), columns));
            complete = false;
        }
        if (indexes.label < 0 && !labelsMayLack) {
            violations.add(field, ColumnGuess.missing(names.label(), columns));
            complete = false;
        }
        return complete ? Optional.of(indexes) : Optional.empty();
    }

    String nameAt(int column) {
        return columns.get(column);
    }
}
