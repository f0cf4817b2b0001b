package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A split as token ids, made once and kept for all epochs.
 *
 * @param rows encodings in the split's order
 * @param labels class id or value of each row; NaN where the split has no labels
 */
public record TokenizedDataset(List<Encoding> rows, double[] labels) {

    public static TokenizedDataset of(List<Example> examples, AutoTokenizer tokenizer) {
        double[] labels = examples.stream().mapToDouble(Example::label).toArray();
        List<String> texts = examples.stream().map(Example::text).toList();
        List<@Nullable String> pairs =
                examples.stream().<@Nullable String>map(Example::textPair).toList();
        boolean paired = !pairs.isEmpty() && pairs.get(0) != null;
        return new TokenizedDataset(tokenizer.encodeAll(texts, paired ? pairs : null), labels);
    }

    public int size() {
        return rows.size();
    }

    /** @return whether every row has its label */
    public boolean isLabelled() {
        for (double label : labels) {
            if (Double.isNaN(label)) {
                return false;
            }
        }
        return size() > 0;
    }
}
