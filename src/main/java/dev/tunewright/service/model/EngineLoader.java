package dev.tunewright.service.model;

import dev.tunewright.engine.model.TextClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads models with the engine.
 *
 * @param bf16 whether they compute in bfloat16
 */
record EngineLoader(boolean bf16) implements Classifier.Loader {

    /** Asks it once, so that what PyTorch does only the first time is done, and a model that cannot answer is not served. */
    @Override
    public Classifier load(Path folder) {
        TextClassifier classifier = TextClassifier.load(folder, bf16);
        try {
            classifier.logits(List.of(classifier.encode("a", "b")));
            return new Classifier.Of(classifier);
        } catch (RuntimeException | Error e) {
            classifier.close();
            throw e;
        }
    }

    /** The weights in float32, and as matrix products want them: once more; with bf16 half of it, and once more at most when laid out. */
    @Override
    public long bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length() * (bf16 ? 5 : 4) / 2)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
