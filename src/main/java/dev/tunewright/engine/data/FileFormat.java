package dev.tunewright.engine.data;

import dev.tunewright.engine.data.DatasetSpec.Quoting;
import java.io.IOException;
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
    JSONL("", Quoting.NONE);

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
                        Objects.requireNonNullElse(spec.delimiter(), usualDelimiter)
                                .charAt(0),
                        Objects.requireNonNullElse(spec.quoting(), usualQuoting),
                        namesPositions(spec));
            case JSONL -> JsonLinesReader.open(file);
        };
    }

    /** @return whether every column is named by its position, as those of a file without a header are */
    private static boolean namesPositions(DatasetSpec spec) {
        return spec.text() != null
                && Stream.of(spec.text(), spec.textPair(), spec.label())
                        .filter(Objects::nonNull)
                        .allMatch(name -> name.matches("\\d{1,4}"));
    }
}
