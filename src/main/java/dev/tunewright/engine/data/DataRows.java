package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of one split as its files have them, all columns, one row in memory at a time. */
public final class DataRows implements Closeable {

    private final String field;
    private final DatasetSpec spec;
    private final Iterator<Path> files;
    private final Violations violations = new Violations();
    private @Nullable RowReader reader;
    private @Nullable Path file;
    private List<String> columns = List.of();
    private long number;

    private DataRows(DatasetSpec spec, String split) {
        this.field = "dataset.files." + split;
        this.spec = spec;
        this.files = spec.splits().getOrDefault(split, List.of()).iterator();
    }

    /** @throws IOException if a file cannot be opened */
    public static DataRows open(DatasetSpec spec, String split) throws IOException {
        DataRows rows = new DataRows(spec, split);
        rows.openNext();
        rows.columns = rows.reader == null ? List.of() : rows.reader.columns();
        return rows;
    }

    /** @return the ending of a file's name, without the dot, if it is one of a kind that can be read */
    public static Optional<String> extension(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(FileFormat.values())
                .map(DataRows::extension)
                .filter(extension::equals)
                .findFirst();
    }

    /** @return the endings of files that can be read, as a message names them */
    public static String knownExtensions() {
        return Arrays.stream(FileFormat.values())
                .map(format -> "." + extension(format))
                .collect(Collectors.joining(", "));
    }

    private static String extension(FileFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /** @return columns of the first file; empty where it has none */
    public List<String> columns() {
        return columns;
    }

    /**
     * Skips what is malformed, to tell all of it at the end.
     *
     * @return null at the end
     * @throws InvalidInputException at the end, of field {@code dataset.files.<split>}, by line and, where it is known, column
     * @throws IOException if a file cannot be read on
     */
    public @Nullable DataRow next() throws IOException {
        while (reader != null) {
            try {
                Row row = reader.next();
                if (row != null) {
                    return new DataRow(++number, row.number(), values(reader.columns(), row));
                }
                openNext();
            } catch (MalformedRowException e) {
                violations.addOfKind(field, "malformed rows", e.text());
                if (e.isLast()) {
                    openNext();
                }
            } catch (CharacterCodingException e) {
                addBadBytes();
                openNext();
            }
        }
        violations.throwIfAny();
        return null;
    }

    private void openNext() throws IOException {
        close();
        while (reader == null && files.hasNext()) {
            file = files.next();
            Optional<FileFormat> format = FileFormat.of(file);
            if (format.isEmpty()) {
                violations.add(field, "ends in none of the known ways, which are " + knownExtensions());
                continue;
            }
            try {
                reader = format.get().open(file, spec);
                if (reader.columns().isEmpty()) {
                    violations.add(field, "is empty; every split needs rows");
                    close();
                }
            } catch (MalformedRowException e) {
                violations.add(field, e.text());
            } catch (CharacterCodingException e) {
                addBadBytes();
            }
        }
    }

    private void addBadBytes() throws IOException {
        if (file != null) {
            violations.add(field, Utf8.firstBadBytes(file) + "; save it as UTF-8");
        }
    }

    private static Map<String, @Nullable Object> values(List<String> columns, Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            values.put(columns.get(column), value(row.fields().get(column)));
        }
        return values;
    }

    private static @Nullable Object value(@Nullable Field field) {
        if (field instanceof Field.Text text) {
            return text.text();
        }
        return field instanceof Field.Items list ? list.items() : null;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
