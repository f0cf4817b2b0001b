package dev.tunewright.engine.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import dev.tunewright.engine.data.DatasetSpec.Quoting;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of a .csv or .tsv file. */
final class DelimitedReader implements RowReader {

    private static final Pattern STARTING_LINE = Pattern.compile(" (?:in |\\()record starting at line (\\d+)\\)?");

    private final Path file;
    private final char delimiter;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private @Nullable CsvRecord pending;

    private DelimitedReader(Path file, char delimiter, CsvReader<CsvRecord> reader, boolean headless)
            throws MalformedRowException, IOException {
        this.file = file;
        this.delimiter = delimiter;
        this.reader = reader;
        this.records = reader.iterator();
        CsvRecord first = record();
        List<String> fields = first == null ? List.of() : first.getFields();
        List<String> positions =
                IntStream.range(0, fields.size()).mapToObj(Integer::toString).toList();
        boolean hasHeader = !headless || fields.equals(positions);
        this.columns = hasHeader ? fields : positions;
        this.pending = hasHeader ? null : first;
    }

    /** @param headless whether the first row is data, unless it holds exactly the positions */
    static DelimitedReader open(Path file, char delimiter, Quoting quoting, boolean headless)
            throws IOException, MalformedRowException {
        Reader text = Utf8.open(file);
        CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                // No text file holds the character 0, so nothing is ever taken for a quote.
                .quoteCharacter(quoting == Quoting.NONE ? '\0' : '"')
                .allowUnclosedQuote(false)
                // Counted here, since the library stops at the first such row.
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(CsvRecordHandler.of(handler -> handler.maxFieldSize(MAX_FIELD_CHARACTERS)), text);
        try {
            return new DelimitedReader(file, delimiter, reader, headless);
        } catch (IOException | MalformedRowException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() throws IOException, MalformedRowException {
        CsvRecord record = pending == null ? record() : pending;
        pending = null;
        if (record == null) {
            return null;
        }
        if (record.getFieldCount() != columns.size()) {
            String complaint = "line " + record.getStartingLineNumber() + ", column "
                    + (Math.min(record.getFieldCount(), columns.size()) + 1) + ": the row has "
                    + record.getFieldCount() + " columns, the first one " + columns.size()
                    + "; check the row, `dataset.delimiter` and `dataset.quoting`";
            throw record.getFieldCount() < columns.size()
                    ? MalformedRowException.cutOff(complaint)
                    : new MalformedRowException(complaint, false);
        }
        List<@Nullable Field> fields = new ArrayList<>(columns.size());
        record.getFields().forEach(field -> fields.add(new Field.Text(field)));
        return new Row(record.getStartingLineNumber(), fields);
    }

    private @Nullable CsvRecord record() throws IOException, MalformedRowException {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            throw new MalformedRowException(complaint(e), true);
        }
    }

    /** The library's message with its place in front, as in all others. */
    private String complaint(CsvParseException e) throws IOException {
        String message = String.valueOf(e.getMessage());
        Matcher line = STARTING_LINE.matcher(message);
        String where = line.find() ? "line " + line.group(1) + column(Long.parseLong(line.group(1))) + ": " : "";
        return where + line.replaceFirst("")
                + "; mend the row or, where quotes are characters like any other, set `dataset.quoting` to `none`";
    }

    private String column(long line) throws IOException {
        OptionalInt column = OpenQuote.column(file, line, delimiter);
        return column.isPresent() ? ", column " + column.getAsInt() : "";
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
