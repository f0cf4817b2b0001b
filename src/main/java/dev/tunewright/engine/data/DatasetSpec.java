package dev.tunewright.engine.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which local files hold the rows and how to read them. Field names are those of the HTTP contract's {@code dataset}.
 *
 * @param splits files of each split, whose rows follow one another: {@code train}, which is required, {@code validation} and
 *     {@code test}, or several of these, such as {@code validation_matched} and {@code validation_mismatched}
 * @param text column of the text; null: guessed where the file leaves no doubt. Where every column is named by a number, a
 *     delimited file has no header, and the numbers are positions from 0
 * @param textPair column of the second text; null: guessed where {@code text} is null too, or none
 * @param label column of the label; null: guessed
 * @param labels columns of 0 and 1, one for each label that a text may have, in the order of their ids; null: {@code label}
 *     holds it all
 * @param labelDelimiter stands between the labels of a text that has several, where they are written as one text. Given, it
 *     says that a text may have several; null: {@code |} where something else says so
 * @param maxTrainSamples rows of the train split to use, from its start
 * @param maxEvalSamples rows of each other split to use, from its start
 * @param validationFraction share of the train split, in (0, 1), to hold out where no validation file is given
 * @param delimiter of delimited files; null: tab for .tsv, comma for .csv
 * @param quoting of delimited files; null: minimal for .csv, none for .tsv
 * @param maxLength texts are truncated to this many tokens; null: what tokenizer and model allow
 * @param glue task of GLUE that this is; null: none. It says what the rest leaves open
 */
public record DatasetSpec(
        Map<String, List<Path>> splits,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable List<String> labels,
        @Nullable String labelDelimiter,
        @Nullable Integer maxTrainSamples,
        @Nullable Integer maxEvalSamples,
        @Nullable Double validationFraction,
        @Nullable String delimiter,
        @Nullable Quoting quoting,
        @Nullable Integer maxLength,
        @Nullable GlueTask glue) {

    public DatasetSpec {
        Map<String, List<Path>> copy = new LinkedHashMap<>();
        splits.forEach((split, files) -> copy.put(split, List.copyOf(files)));
        splits = Collections.unmodifiableMap(copy);
        labels = labels == null ? null : List.copyOf(labels);
    }

    /** @return a specification that leaves everything but the files open */
    public static DatasetSpec ofFiles(Map<String, List<Path>> splits) {
        return new DatasetSpec(splits, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** How a delimited file protects its delimiters. */
    public enum Quoting {
        /** RFC 4180: a field may stand in double quotes. */
        MINIMAL,
        /** A quote is a character like any other, as in GLUE's files. */
        NONE
    }
}
