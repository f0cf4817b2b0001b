package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something about a data set that does not keep it from being trained on, but that a person should know.
 *
 * @param code stable and machine-readable, such as {@code rows_in_both_splits}
 * @param split null where it concerns the data set as a whole
 * @param count rows, or labels, that it concerns
 * @param examples the first few
 */
public record DataWarning(
        String code, String message, @Nullable String split, long count, List<OfRow> examples) {

    /** Longest piece of a text that is shown. */
    private static final int SHOWN_CHARACTERS = 60;

    /**
     * @param row place in its split, from 1
     * @param text its beginning
     */
    public record OfRow(int row, String text) {

        static OfRow of(int index, Example example) {
            String text = example.textPair() == null ? example.text() : example.text() + " / " + example.textPair();
            String line = text.replaceAll("\\s+", " ");
            String cut = line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
            return new OfRow(index + 1, cut);
        }
    }

    static DataWarning ofLabels(String code, long count, String message) {
        return new DataWarning(code, message, "train", count, List.of());
    }
}
