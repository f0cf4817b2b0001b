package dev.tunewright.engine.model;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trained checkpoint that answers texts; safe for use by several threads. */
public final class TextClassifier implements AutoCloseable {

    private final AutoModelForSequenceClassification model;
    private final AutoTokenizer tokenizer;
    private final Inference inference;

    private TextClassifier(AutoModelForSequenceClassification model, AutoTokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.inference = new Inference(model, false);
    }

    /**
     * @param folder checkpoint in hub layout, with its classification head
     * @throws dev.tunewright.engine.InvalidInputException if the folder is none
     */
    public static TextClassifier load(Path folder) {
        AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(folder);
        return new TextClassifier(model, AutoTokenizer.fromPretrained(folder, null, model.maxPositions()));
    }

    /** @return tokens, truncated longest first to what the model takes */
    public Encoding encode(String text, @Nullable String textPair) {
        return tokenizer.encode(text, textPair);
    }

    /**
     * @param rows any number of encodings; they share one batch, so the caller bounds their tokens
     * @return float32 (rows, numLabels), unnormalised logits
     */
    public float[][] logits(List<Encoding> rows) {
        double[] labels = new double[rows.size()];
        Arrays.fill(labels, Double.NaN);
        return rows.isEmpty() ? new float[0][] : inference.logits(new TokenizedDataset(rows, labels), rows.size());
    }

    /** @return names of the class ids ({@code id2label}); one name for regression */
    public List<String> labels() {
        return model.config().labels();
    }

    /** @return what the logits are: one value, or scores of classes of which one or any number hold */
    public ProblemType problemType() {
        return model.config().problemType();
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }
}
