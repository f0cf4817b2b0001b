package dev.tunewright.service.model;

import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.web.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;

/**
 * One model's queue and the one thread that works it off. The thread takes all that waits at once, from however many
 * requests, so batches grow with the load and an idle model answers without delay.
 */
final class Batcher implements AutoCloseable {

    private record Row(Encoding encoding, CompletableFuture<float[]> logits) {}

    private final Classifier classifier;
    private final PredictSettings settings;
    private final PredictMetrics metrics;
    private final BlockingQueue<Row> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    Batcher(String name, Classifier classifier, PredictSettings settings, PredictMetrics metrics) {
        this.classifier = classifier;
        this.settings = settings;
        this.metrics = metrics;
        this.thread = new Thread(this::work, "predict-" + name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * @return float32 (rows, numLabels) in the rows' order, once all are there
     * @throws ApiException with status 429 if too much waits already
     */
    CompletableFuture<List<float[]>> submit(List<Encoding> encodings) {
        if (queued.addAndGet(encodings.size()) > settings.maxQueuedRows()) {
            queued.addAndGet(-encodings.size());
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "queue_full",
                    "Too many requests",
                    "More than " + settings.maxQueuedRows() + " rows wait for this model; try again shortly.",
                    Duration.ofSeconds(1));
        }
        metrics.queued(encodings.size());
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        for (Encoding encoding : encodings) {
            Row row = new Row(encoding, new CompletableFuture<>());
            answers.add(row.logits());
            queue.add(row);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** Ends the thread; nobody may be waiting any more. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void work() {
        List<Row> waiting = new ArrayList<>();
        while (!closed) {
            try {
                waiting.add(queue.take());
            } catch (InterruptedException closing) {
                break;
            }
            queue.drainTo(waiting);
            BatchPlan.of(waiting, row -> row.encoding().length(), settings.maxBatchTokens())
                    .forEach(this::run);
            waiting.clear();
        }
        refuseTheRest(waiting);
        classifier.close();
    }

    /** Only at shutdown can anything be left. */
    private void refuseTheRest(List<Row> waiting) {
        queue.drainTo(waiting);
        waiting.forEach(row -> row.logits().completeExceptionally(new IllegalStateException("shutting down")));
    }

    private void run(List<Row> batch) {
        try {
            float[][] logits =
                    classifier.logits(batch.stream().map(Row::encoding).toList());
            metrics.batch(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).logits().complete(logits[i]);
            }
        } catch (RuntimeException | Error failure) {
            batch.forEach(row -> row.logits().completeExceptionally(failure));
        } finally {
            queued.addAndGet(-batch.size());
            metrics.queued(-batch.size());
        }
    }
}
