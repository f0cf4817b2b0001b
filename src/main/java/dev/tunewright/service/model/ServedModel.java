package dev.tunewright.service.model;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** A loaded model with its queue; safe for use by several threads. */
final class ServedModel implements AutoCloseable {

    private final Classifier classifier;
    private final Batcher batcher;

    ServedModel(String name, Classifier classifier, PredictSettings settings, PredictMetrics metrics) {
        this.classifier = classifier;
        this.batcher = new Batcher(name, classifier, settings, metrics);
    }

    /** @return an answer for each input, in their order */
    List<Prediction> predict(List<PredictInput> inputs) {
        List<Encoding> encodings = inputs.stream()
                .map(input -> classifier.encode(input.text(), input.textPair()))
                .toList();
        List<float[]> logits;
        try {
            logits = batcher.submit(encodings).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
        List<String> labels = classifier.labels();
        ProblemType problem = classifier.problemType();
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> Prediction.of(problem, logits.get(i), labels, encodings.get(i)))
                .toList();
    }

    @Override
    public void close() {
        batcher.close();
    }
}
