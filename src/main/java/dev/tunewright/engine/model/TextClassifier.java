package dev.tunewright.engine.model;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.nn.Malloc;
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

    private TextClassifier(AutoModelForSequenceClassification model, AutoTokenizer tokenizer, boolean bf16) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.inference = new Inference(model, bf16);
    }

    /** Computes in float32. */
    public static TextClassifier load(Path folder) {
        return load(folder, false);
    }

    /**
     * @param folder checkpoint in hub layout, with its classification head
     * @param bf16 whether linears and attention multiply in bfloat16: faster where the processor has it, and the logits differ in
     *     their third digit
     * @throws dev.tunewright.engine.InvalidInputException if the folder is none
     */
    public static TextClassifier load(Path folder, boolean bf16) {
        AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(folder);
        try {
            AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(folder, null, model.maxPositions());
            model.pack(bf16);
            return new TextClassifier(model, tokenizer, bf16);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
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

    /** @return tokens that a row has at most, special ones included */
    public int maxLength() {
        return tokenizer.maxLength();
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
        Malloc.returnFreedMemory();
    }
}
