package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Split.RawExample;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the file of one split and reports every row that cannot be used. */
final class SplitReader {

    private final String name;
    private final DatasetSpec spec;
    private final Violations violations;
    private final List<RawExample> rows = new ArrayList<>();
    private @Nullable ColumnNames names;
    private boolean whole = true;

    /**
     * @param names of the train split's columns; null: this is the train split, or its columns could not be told and no
     *     other file's rows are read
     */
    SplitReader(String name, DatasetSpec spec, @Nullable ColumnNames names, Violations violations) {
        this.name = name;
        this.spec = spec;
        this.names = names;
        this.violations = violations;
    }

    private String field() {
        return "dataset.files." + name;
    }

    /** @return the columns' names; null where they could not be told */
    @Nullable
    ColumnNames names() {
        return names;
    }

    /** @return the rows that can be used, file by file; those that cannot are violations */
    Split read(List<Path> files) {
        files.forEach(this::read);
        return new Split(name, rows, whole);
    }

    private void read(Path file) {
        FileFormat format = FileFormat.of(file).orElse(null);
        if (format == null) {
            violations.add(field(), unknownFormat(file));
        } else if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            violations.add(field(), "there is no readable file " + file);
        } else {
            try {
                read(file, format);
            } catch (IOException e) {
                violations.add(field(), "cannot be read: " + e);
            }
        }
    }

    private static String unknownFormat(Path file) {
        String known = "; known are .csv, .tsv and .jsonl";
        return file.toString().endsWith(".parquet")
                ? "is a .parquet file, which this version does not read" + known
                : "ends in none of the known ways, was " + file.getFileName() + known;
    }

    private void read(Path file, FileFormat format) throws IOException {
        try (RowReader reader = format.open(file, spec)) {
            if (reader.columns().isEmpty()) {
                violations.add(field(), "is empty; every split needs rows");
                return;
            }
            Optional<ColumnIndexes> columns = columns(reader.columns());
            if (columns.isPresent()) {
                readRows(reader, columns.get());
            }
        } catch (MalformedRowException e) {
            violations.add(field(), e.text());
        } catch (CharacterCodingException e) {
            violations.add(field(), Utf8.firstBadBytes(file) + "; save it as UTF-8");
        }
    }

    private Optional<ColumnIndexes> columns(List<String> columns) {
        if (names == null && name.equals("train")) {
            names = ColumnGuess.of(spec, columns, violations).orElse(null);
        }
        return names == null
                ? Optional.empty()
                : ColumnIndexes.of(names, columns, field(), SplitName.isTest(name), violations);
    }

    private void readRows(RowReader reader, ColumnIndexes columns) throws IOException {
        int before = violations.size();
        boolean more = true;
        while (more) {
            try {
                Row row = reader.next();
                more = row != null;
                if (row != null) {
                    take(row, columns);
                }
            } catch (MalformedRowException e) {
                whole = false;
                violations.addOfKind(field(), "malformed rows", e.text());
                more = !e.isLast();
            }
        }
        if (rows.isEmpty() && violations.size() == before) {
            violations.add(field(), "has no rows; every split needs some");
        }
    }

    private void take(Row row, ColumnIndexes columns) {
        String text = text(row, columns, columns.text());
        String pair = columns.textPair() < 0 ? null : text(row, columns, columns.textPair());
        String label = columns.label() < 0 ? null : row.fields().get(columns.label());
        label = label == null || label.isBlank() ? null : label.strip();
        if (label == null && !columns.labelsMayLack()) {
            violations.addOfKind(
                    field(),
                    "rows without a label",
                    at(row, columns, columns.label()) + "has no label; give it one or leave it out");
        } else if (text != null && (pair != null || columns.textPair() < 0)) {
            rows.add(new RawExample(row.line(), text, pair, label));
        }
    }

    private @Nullable String text(Row row, ColumnIndexes columns, int column) {
        String text = row.fields().get(column);
        if (text == null || text.isBlank()) {
            violations.addOfKind(
                    field(),
                    "rows without text",
                    at(row, columns, column) + (text == null ? "has no text" : "is empty")
                            + "; give it a text or leave the row out");
            return null;
        }
        return text;
    }

    private static String at(Row row, ColumnIndexes columns, int column) {
        return "line " + row.line() + ", column " + Violations.quoted(columns.nameAt(column)) + ": ";
    }
}
