package dev.tunewright.service.model;

import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.model.Ticket.Row;
import dev.tunewright.service.web.ApiException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One model's queue, worked off batch by batch on the thread that all models share: each of them has a turn for one batch. No batch waits for
 * another request to come: what is there at the model's turn forms the next, so batches grow with the load and an idle model answers
 * without delay.
 */
final class Batcher implements AutoCloseable {

    private final Classifier classifier;
    private final PredictMetrics metrics;
    private final Permits permits;
    private final WaitingRows waiting;
    private final Executor forwards;
    private final AtomicBoolean inLine = new AtomicBoolean();

    /** @param forwards one thread */
    Batcher(Classifier classifier, Executor forwards, PredictSettings settings, PredictMetrics metrics) {
        this.classifier = classifier;
        this.forwards = forwards;
        this.metrics = metrics;
        this.permits = new Permits(settings.maxQueuedRows(), settings.maxBatchTokens());
        this.waiting = new WaitingRows(settings.maxBatchTokens());
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
            standInLine();
        }
    }

    /** What waits is still answered; nothing may be submitted any more. */
    @Override
    public void close() {
        waiting.close();
        forwards.execute(this::end);
    }

    /** Once at a time, so that models with much to do take turns. */
    private void standInLine() {
        if (inLine.compareAndSet(false, true)) {
            long since = System.nanoTime();
            forwards.execute(() -> turn(since));
        }
    }

    private void turn(long since) {
        try {
            run(waiting.next(), since);
        } finally {
            inLine.set(false);
            if (!waiting.isEmpty()) {
                standInLine();
            }
        }
    }

    /** Giving a model's memory back takes a while, for which the others need not wait. */
    private void end() {
        while (!waiting.isEmpty()) {
            run(waiting.next(), System.nanoTime());
        }
        ModelRegistry.newThread(classifier::close, "model-close").start();
    }

    /** A batch that fails, perhaps for want of memory, is computed row by row: each fails for its own reasons only. */
    private void run(List<Row> batch, long since) {
        try {
            List<Row> wanted =
                    batch.stream().filter(row -> row.ticket().isWanted()).toList();
            if (!wanted.isEmpty()) {
                compute(wanted, since);
            }
        } catch (RuntimeException | Error failure) {
            if (batch.size() > 1) {
                batch.forEach(row -> run(List.of(row), System.nanoTime()));
            } else {
                batch.get(0).ticket().fail(failure);
            }
        }
    }

    /** @param since when the model began to wait for its turn */
    private void compute(List<Row> batch, long since) {
        long begun = System.nanoTime();
        float[][] logits = classifier.logits(batch.stream().map(Row::encoding).toList());
        permits.computed(batch.stream().mapToLong(Row::length).sum(), begun - since, System.nanoTime() - begun);
        metrics.batch(batch.size());
        for (int i = 0; i < logits.length; i++) {
            batch.get(i).ticket().answer(batch.get(i).number(), logits[i], begun);
        }
    }
}
