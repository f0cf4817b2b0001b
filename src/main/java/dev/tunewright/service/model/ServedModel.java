package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.job.JobDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** A loaded model with its queue; safe for use by several threads. */
final class ServedModel implements AutoCloseable {

    private final JobDirectory.Entry job;
    private final Classifier classifier;
    private final Batcher batcher;

    /** @param forwards one thread, on which it computes */
    ServedModel(
            JobDirectory.Entry job,
            Classifier classifier,
            Executor forwards,
            PredictSettings settings,
            PredictMetrics metrics) {
        this.job = job;
        this.classifier = classifier;
        this.batcher = new Batcher(classifier, forwards, settings, metrics);
    }

    /**
     * Tokenises on the caller's thread; the rest is done by the one that computes.
     *
     * @param truncate whether texts that are longer than the model takes are cut, rather than refused
     * @throws InvalidInputException naming each text that is too long
     * @throws dev.tunewright.service.web.ApiException with status 429 if too much waits already
     */
    CompletableFuture<Answer> predict(List<PredictInput> inputs, boolean truncate, Caller caller) {
        Ticket ticket = batcher.admit(inputs.size(), caller);
        try {
            long begun = System.nanoTime();
            List<Encoding> rows = inputs.stream()
                    .map(input -> classifier.encode(input.text(), input.textPair()))
                    .toList();
            if (!truncate) {
                refuseTruncated(inputs, rows);
            }
            long tokenise = System.nanoTime() - begun;
            batcher.submit(ticket, rows);
            return ticket.logits().thenApply(logits -> answer(logits, rows, ticket.timing(tokenise)));
        } catch (RuntimeException | Error failure) {
            ticket.fail(failure);
            throw failure;
        }
    }

    @Override
    public void close() {
        batcher.close();
    }

    private Answer answer(float[][] logits, List<Encoding> rows, Timing timing) {
        List<String> labels = classifier.labels();
        List<Prediction> predictions = IntStream.range(0, logits.length)
                .mapToObj(row -> Prediction.of(classifier.problemType(), logits[row], labels, rows.get(row)))
                .toList();
        return new Answer(job, labels, predictions, timing);
    }

    private static void refuseTruncated(List<PredictInput> inputs, List<Encoding> rows) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Encoding row = rows.get(i);
            if (row.truncated()) {
                violations.add(new Violation(
                        inputs.get(i).field(),
                        "has " + row.fullLength() + " tokens, and the model takes " + row.length()
                                + "; shorten it, or send \"truncate\": true to have it cut"));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
    }
}
