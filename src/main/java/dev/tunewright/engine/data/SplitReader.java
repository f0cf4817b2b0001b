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

/** Reads the files of one split and reports every row that cannot be used. */
final class SplitReader {

    private final String name;
    private final DatasetSpec spec;
    private final boolean multiLabel;
    private final Violations violations;
    private final List<RawExample> rows = new ArrayList<>();
    private @Nullable ColumnNames names;
    private @Nullable List<String> labelNames;
    private @Nullable String fileName;
    private boolean whole = true;

    /**
     * @param names of the train split's columns; null: this is the train split, or its columns could not be told and no
     *     other file's rows are read
     * @param multiLabel whether a text may have several labels
     */
    SplitReader(String name, DatasetSpec spec, @Nullable ColumnNames names, boolean multiLabel, Violations violations) {
        this.name = name;
        this.spec = spec;
        this.names = names;
        this.multiLabel = multiLabel;
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
        int before = violations.size();
        for (Path file : files) {
            fileName = files.size() == 1 ? null : String.valueOf(file.getFileName());
            read(file);
        }
        if (rows.isEmpty() && violations.size() == before && !files.isEmpty() && names != null) {
            violations.add(field(), "has no rows; every split needs some");
        }
        return new Split(name, rows, labelNames == null ? List.of() : labelNames, whole);
    }

    private void read(Path file) {
        FileFormat format = FileFormat.of(file).orElse(null);
        if (format == null) {
            violations.add(
                    field(), "ends in none of the known ways, was " + file.getFileName() + "; " + FileFormat.KNOWN);
        } else if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            violations.add(field(), "there is no readable file " + file);
        } else {
            try {
                read(file, format);
            } catch (IOException e) {
                violations.add(field(), inFile("cannot be read: " + e));
            }
        }
    }

    private void read(Path file, FileFormat format) throws IOException {
        try (RowReader reader = format.open(file, spec)) {
            if (reader.columns().isEmpty()) {
                violations.add(field(), inFile("is empty; every split needs rows"));
                return;
            }
            Optional<ColumnIndexes> columns = columns(reader.columns());
            if (columns.isPresent()) {
                reader.keep(columns.get().names());
                declare(reader, columns.get());
                readRows(reader, rowCheck(columns.get(), format));
            }
        } catch (MalformedRowException e) {
            violations.add(field(), inFile(e.text()));
        } catch (CharacterCodingException e) {
            violations.add(field(), inFile(Utf8.firstBadBytes(file) + "; save it as UTF-8"));
        }
    }

    private RowCheck rowCheck(ColumnIndexes columns, FileFormat format) {
        // GLUE has some empty texts; so may any data set that was made by a program.
        boolean emptyIsText = format == FileFormat.PARQUET || spec.glue() != null;
        return new RowCheck(columns, emptyIsText, multiLabel);
    }

    private String inFile(String message) {
        return fileName == null ? message : fileName + ": " + message;
    }

    private Optional<ColumnIndexes> columns(List<String> columns) {
        if (names == null && name.equals("train")) {
            names = ColumnGuess.of(spec, columns, violations).orElse(null);
        }
        return names == null
                ? Optional.empty()
                : ColumnIndexes.of(names, columns, field(), SplitName.isTest(name), violations);
    }

    /** All files must mean the same by an id. */
    private void declare(RowReader reader, ColumnIndexes columns) {
        if (columns.labels().size() != 1) {
            return;
        }
        List<String> declared =
                reader.labelNames(columns.nameAt(columns.labels().get(0)));
        if (labelNames == null) {
            labelNames = declared;
        } else if (!labelNames.equals(declared)) {
            violations.add(
                    field(),
                    inFile("names its labels " + declared + ", but the files before it name them " + labelNames));
        }
    }

    private void readRows(RowReader reader, RowCheck check) throws IOException {
        boolean more = true;
        while (more) {
            try {
                Row row = reader.next();
                more = row != null;
                if (row != null) {
                    Place place = new Place(fileName, reader.unit(), row.number());
                    check.example(row, place, field(), violations).ifPresent(rows::add);
                }
            } catch (MalformedRowException e) {
                more = !e.isLast();
                // The original's own reader of GLUE leaves out rows that are cut off.
                if (spec.glue() == null || !e.isCutOff()) {
                    whole = false;
                    violations.addOfKind(field(), "malformed rows", inFile(e.text()));
                }
            }
        }
    }
}
