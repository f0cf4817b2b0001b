package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A split as token ids, made once and kept for all epochs.
 *
 * @param rows encodings in the split's order
 * @param labels class id or value of each row; where a text may have several labels, 1 or 0 for each class, row after row
 *     (rows*numLabels); NaN where a row has no label
 */
public record TokenizedDataset(List<Encoding> rows, double[] labels) {

    /** @throws IllegalArgumentException if there is no such split */
    public static TokenizedDataset of(Dataset dataset, String split, AutoTokenizer tokenizer) {
        List<Example> rows = dataset.splits().get(split);
        if (rows == null) {
            throw new IllegalArgumentException("there is no split " + split + "; the data set has "
                    + dataset.splits().keySet());
        }
        return of(rows, tokenizer, dataset.labels().targets());
    }

    /** @param targets numbers that make one row's label: {@link Labels#targets} */
    public static TokenizedDataset of(List<Example> examples, AutoTokenizer tokenizer, int targets) {
        double[] labels = examples.stream()
                .flatMapToDouble(example -> example.labels().isEmpty()
                        ? DoubleStream.generate(() -> Double.NaN).limit(targets)
                        : example.labels().stream().mapToDouble(Double::doubleValue))
                .toArray();
        List<String> texts = examples.stream().map(Example::text).toList();
        List<@Nullable String> pairs =
                examples.stream().<@Nullable String>map(Example::textPair).toList();
        boolean paired = !pairs.isEmpty() && pairs.get(0) != null;
        return new TokenizedDataset(tokenizer.encodeAll(texts, paired ? pairs : null), labels);
    }

    public int size() {
        return rows.size();
    }

    /** @return numbers that make one row's label */
    int targets() {
        return rows.isEmpty() ? 1 : labels.length / rows.size();
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
