package dev.tunewright.service.model;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.model.TextClassifier;
import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded model, as predictions need it; lets tests do without native code. */
interface Classifier extends AutoCloseable {

    /** Makes a {@link Classifier} of a checkpoint folder. */
    interface Loader {

        /** @throws dev.tunewright.engine.InvalidInputException if the folder holds no usable checkpoint */
        Classifier load(Path folder);

        /** @return about how many bytes the loaded model will take */
        long bytes(Path folder);
    }

    Encoding encode(String text, @Nullable String textPair);

    /** @return float32 (rows, numLabels), unnormalised logits in the rows' order */
    float[][] logits(List<Encoding> rows);

    List<String> labels();

    ProblemType problemType();

    @Override
    void close();

    /** The engine's. */
    record Of(TextClassifier engine) implements Classifier {

        @Override
        public Encoding encode(String text, @Nullable String textPair) {
            return engine.encode(text, textPair);
        }

        @Override
        public float[][] logits(List<Encoding> rows) {
            return engine.logits(rows);
        }

        @Override
        public List<String> labels() {
            return engine.labels();
        }

        @Override
        public ProblemType problemType() {
            return engine.problemType();
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
