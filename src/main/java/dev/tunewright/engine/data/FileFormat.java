package dev.tunewright.engine.data;

import dev.tunewright.engine.data.DatasetSpec.Quoting;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of file that hold rows, told apart by their names' endings. */
enum FileFormat {
    /** Separated by commas, quotes protect. */
    CSV(",", Quoting.MINIMAL),
    /** Separated by tabs; quotes are characters like any other, since GLUE's files hold single ones. */
    TSV("\t", Quoting.NONE),
    /** A JSON object a line. */
    JSONL("", Quoting.NONE),
    /** A list of JSON objects; or, as the hub's data sets often have it, an object a line. */
    JSON("", Quoting.NONE),
    /** Apache Parquet. */
    PARQUET("", Quoting.NONE);

    /** What is said of a file that is none of them. */
    static final String KNOWN = "known are .csv, .tsv, .jsonl, .json and .parquet";

    private static final String SEMICOLON = ";";
    private static final int LONGEST_HEADER = 100_000;

    private final String usualDelimiter;
    private final Quoting usualQuoting;

    FileFormat(String usualDelimiter, Quoting usualQuoting) {
        this.usualDelimiter = usualDelimiter;
        this.usualQuoting = usualQuoting;
    }

    static Optional<FileFormat> of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    RowReader open(Path file, DatasetSpec spec) throws IOException, MalformedRowException {
        return switch (this) {
            case CSV, TSV ->
                DelimitedReader.open(
                        file,
                        spec.delimiter() == null
                                ? delimiterOf(file)
                                : spec.delimiter().charAt(0),
                        Objects.requireNonNullElse(spec.quoting(), usualQuoting),
                        namesPositions(spec));
            case JSONL, JSON -> openJson(file);
            case PARQUET -> ParquetReader.open(file);
        };
    }

    /** Where the comma stands in numbers, spreadsheets write .csv with semicolons: their first line holds no comma then. */
    private char delimiterOf(Path file) throws IOException {
        String first = this == CSV ? firstLine(file) : "";
        return first.contains(SEMICOLON) && !first.contains(usualDelimiter)
                ? SEMICOLON.charAt(0)
                : usualDelimiter.charAt(0);
    }

    /** @return no more of it than a header needs; a file may be one line */
    private static String firstLine(Path file) throws IOException {
        StringBuilder line = new StringBuilder();
        try (Reader text = Utf8.open(file)) {
            for (int next = text.read();
                    next >= 0 && next != '\n' && line.length() < LONGEST_HEADER;
                    next = text.read()) {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private RowReader openJson(Path file) throws IOException, MalformedRowException {
        PushbackReader text = new PushbackReader(Utf8.open(file));
        try {
            return this == JSON && startsWithBracket(text) ? JsonArrayReader.open(text) : JsonLinesReader.open(text);
        } catch (IOException | MalformedRowException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Leaves the bracket to be read, and blanks before it out. */
    private static boolean startsWithBracket(PushbackReader text) throws IOException {
        int first = text.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            first = text.read();
        }
        if (first >= 0) {
            text.unread(first);
        }
        return first == '[';
    }

    /** @return whether every column is named by its position, as those of a file without a header are */
    private static boolean namesPositions(DatasetSpec spec) {
        return spec.text() != null
                && Stream.concat(
                                Stream.of(spec.text(), spec.textPair(), spec.label()),
                                spec.labels() == null ? Stream.empty() : spec.labels().stream())
                        .filter(Objects::nonNull)
                        .allMatch(name -> name.matches("\\d{1,4}"));
    }
}
