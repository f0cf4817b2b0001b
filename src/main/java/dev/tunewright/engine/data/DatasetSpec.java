package dev.tunewright.engine.data;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which local files hold the rows and how to read them. Field names are those of the HTTP contract's {@code dataset}.
 *
 * @param splits file of each split ({@code train}, {@code validation}, {@code test}); {@code train} is required
 * @param text column of the text; null: guessed where the file leaves no doubt. Where every column is named by a number, a
 *     delimited file has no header, and the numbers are positions from 0
 * @param textPair column of the second text; null: guessed where {@code text} is null too, or none
 * @param label column of the label; null: guessed
 * @param maxTrainSamples rows of the train split to use, from its start
 * @param maxEvalSamples rows of each other split to use, from its start
 * @param validationFraction share of the train split, in (0, 1), to hold out where no validation file is given
 * @param delimiter of delimited files; null: tab for .tsv, comma for .csv
 * @param quoting of delimited files; null: minimal for .csv, none for .tsv
 * @param maxLength texts are truncated to this many tokens; null: what tokenizer and model allow
 */
public record DatasetSpec(
        Map<String, Path> splits,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable Integer maxTrainSamples,
        @Nullable Integer maxEvalSamples,
        @Nullable Double validationFraction,
        @Nullable String delimiter,
        @Nullable Quoting quoting,
        @Nullable Integer maxLength) {

    public DatasetSpec {
        splits = Map.copyOf(splits);
    }

    /** How a delimited file protects its delimiters. */
    public enum Quoting {
        /** RFC 4180: a field may stand in double quotes. */
        MINIMAL,
        /** A quote is a character like any other, as in GLUE's files. */
        NONE
    }
}
