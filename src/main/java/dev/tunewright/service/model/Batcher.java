package dev.tunewright.service.model;

import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.model.Ticket.Row;
import dev.tunewright.service.web.ApiException;
import java.util.List;

/**
 * One model's queue and the one thread that works it off, batch by batch. No batch waits for another request to come: what is there when
 * the model becomes free forms the next, so batches grow with the load and an idle model answers without delay.
 */
final class Batcher implements AutoCloseable {

    private final Classifier classifier;
    private final PredictMetrics metrics;
    private final Permits permits;
    private final WaitingRows waiting;

    Batcher(String name, Classifier classifier, PredictSettings settings, PredictMetrics metrics) {
        this.classifier = classifier;
        this.metrics = metrics;
        this.permits = new Permits(settings.maxQueuedRows());
        this.waiting = new WaitingRows(settings.maxBatchTokens());
        Thread thread = new Thread(this::work, "predict-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Asked before the rows are tokenised, so that one who is refused costs next to nothing.
     *
     * @throws ApiException with status 429 if too much waits already
     */
    Ticket admit(int rows, Caller caller) {
        permits.take(rows, caller);
        metrics.queued(rows);
        return new Ticket(caller, over -> {
            permits.giveBack(rows, over.tokens());
            metrics.queued(-rows);
        });
    }

    /** @param rows as many as were admitted */
    void submit(Ticket ticket, List<Encoding> rows) {
        List<Row> submitted = ticket.submit(rows);
        if (!submitted.isEmpty()) {
            permits.tokenised(ticket.tokens());
            waiting.add(submitted);
        }
    }

    /** What waits is still answered; nothing may be submitted any more. */
    @Override
    public void close() {
        waiting.close();
    }

    private void work() {
        try (classifier) {
            for (List<Row> batch = waiting.next(); !batch.isEmpty(); batch = waiting.next()) {
                run(batch);
            }
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("Indicates a bug: nobody interrupts this thread", unexpected);
        }
    }

    /** A batch that fails, perhaps for want of memory, is computed row by row: each fails for its own reasons only. */
    private void run(List<Row> batch) {
        try {
            List<Row> wanted =
                    batch.stream().filter(row -> row.ticket().isWanted()).toList();
            if (!wanted.isEmpty()) {
                compute(wanted);
            }
        } catch (RuntimeException | Error failure) {
            if (batch.size() > 1) {
                batch.forEach(row -> run(List.of(row)));
            } else {
                batch.get(0).ticket().fail(failure);
            }
        }
    }

    private void compute(List<Row> batch) {
        long begun = System.nanoTime();
        float[][] logits = classifier.logits(batch.stream().map(Row::encoding).toList());
        permits.computed(batch.stream().mapToLong(Row::length).sum(), System.nanoTime() - begun);
        metrics.batch(batch.size());
        for (int i = 0; i < logits.length; i++) {
            batch.get(i).ticket().answer(batch.get(i).number(), logits[i], begun);
        }
    }
}
