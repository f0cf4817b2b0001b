package dev.tunewright.engine.model;

import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trained checkpoint that answers texts; safe for use by several threads. */
public final class TextClassifier implements AutoCloseable {

    private TextClassifier() {}

    /** @param folder checkpoint in hub layout, with its classification head */
    public static TextClassifier load(Path folder) {
        throw new IllegalStateException("not built yet: " + folder);
    }

    /** @return tokens, truncated longest first to what the model takes */
    public Encoding encode(String text, @Nullable String textPair) {
        throw new IllegalStateException("not built yet: " + text + textPair);
    }

    /**
     * @param rows any number of encodings; they share one batch, so the caller bounds their tokens
     * @return float32 (rows, numLabels), unnormalised logits
     */
    public float[][] logits(List<Encoding> rows) {
        throw new IllegalStateException("not built yet: " + rows);
    }

    /** @return names of the class ids ({@code id2label}); one name for regression */
    public List<String> labels() {
        throw new IllegalStateException("not built yet");
    }

    /** @return true where the single logit is a value, not a score */
    public boolean isRegression() {
        throw new IllegalStateException("not built yet");
    }

    @Override
    public void close() {}
}
