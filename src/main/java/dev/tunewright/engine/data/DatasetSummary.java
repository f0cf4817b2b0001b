package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a data set hold, found by reading each through once.
 *
 * @param columns of the train split
 * @param text column of the text, named or guessed; null where the columns leave a doubt, which a job must then settle
 * @param textPair column of the second text; null where there is none or a doubt
 * @param label column of the label; null where the columns leave a doubt
 * @param labels every label outside the test splits, sorted; null where they are values or no column of labels is known
 */
public record DatasetSummary(
        List<String> columns,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable List<String> labels,
        Map<String, OfSplit> splits) {

    /** @param labelCounts rows of each label as it is written; null where there are no labels to count */
    public record OfSplit(long rows, @Nullable Map<String, Integer> labelCounts) {}

    /**
     * @throws InvalidInputException with all violations: files that cannot be read of {@code dataset.files.<split>}, columns
     *     that are named and not there of {@code dataset.…}
     * @throws java.io.UncheckedIOException if the disk fails
     */
    public static DatasetSummary of(DatasetSpec spec) {
        return new DatasetScan(spec).summary();
    }
}
