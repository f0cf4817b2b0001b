package dev.tunewright.engine.data;

import java.util.Collections;
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

    /** @return the positions; empty where a column is missing or stands twice, which is then a violation of the file's field */
    static Optional<ColumnIndexes> of(
            ColumnNames names, List<String> columns, String field, boolean labelsMayLack, Violations violations) {
        ColumnIndexes indexes = new ColumnIndexes(
                columns,
                columns.indexOf(names.text()),
                names.textPair() == null ? -1 : columns.indexOf(names.textPair()),
                columns.indexOf(names.label()),
                labelsMayLack);
        int before = violations.size();
        for (String name : names.all()) {
            int count = Collections.frequency(columns, name);
            if (count > 1) {
                violations.add(field, "has " + count + " columns named `" + name + "`; rename all but one");
            } else if (count == 0 && !(labelsMayLack && name.equals(names.label()))) {
                violations.add(field, ColumnGuess.missing(name, columns));
            }
        }
        return violations.size() == before ? Optional.of(indexes) : Optional.empty();
    }

    String nameAt(int column) {
        return columns.get(column);
    }
}
