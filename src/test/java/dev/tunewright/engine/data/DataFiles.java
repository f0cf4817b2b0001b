package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec.Quoting;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Data files of a test, and the specification that reads them. */
final class DataFiles {

    final Map<String, List<Path>> splits = new LinkedHashMap<>();
    String text;
    String textPair;
    String label;
    List<String> labels;
    String labelDelimiter;
    Integer maxTrainSamples;
    Integer maxEvalSamples;
    Double validationFraction;
    String delimiter;
    Quoting quoting;
    Integer maxLength;
    GlueTask glue;
    ProblemType problemType;

    private final Path folder;

    DataFiles(Path folder) {
        this.folder = folder;
    }

    DataFiles write(String split, String extension, String... parts) {
        Path file = folder.resolve(split + "." + extension);
        try {
            Files.writeString(file, String.join("", parts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        splits.put(split, List.of(file));
        return this;
    }

    /** Adds a file of src/test/resources/parquet. */
    DataFiles parquet(String split, String... names) {
        splits.put(
                split,
                Stream.of(names)
                        .map(name -> Path.of("src/test/resources/parquet", name + ".parquet"))
                        .toList());
        return this;
    }

    Dataset read(Integer numLabels) {
        return DatasetReader.read(
                new DatasetSpec(
                        splits,
                        text,
                        textPair,
                        label,
                        labels,
                        labelDelimiter,
                        maxTrainSamples,
                        maxEvalSamples,
                        validationFraction,
                        delimiter,
                        quoting,
                        maxLength,
                        glue),
                numLabels,
                problemType);
    }

    /** @return {@code field: message} of each violation that reading ends with */
    List<String> violations(Integer numLabels) {
        try {
            read(numLabels);
        } catch (InvalidInputException e) {
            return e.violations().stream()
                    .map(violation -> violation.field() + ": " + violation.message())
                    .toList();
        }
        throw new AssertionError("the files were read");
    }
}
