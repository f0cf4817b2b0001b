package dev.tunewright.service.model;

import dev.tunewright.service.model.Ticket.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows that wait for one model, and which of them are its next batch: rows of like length, so that no short one waits for a long one's
 * computation, up to a budget of tokens. Of several such batches the one comes first that ends the most waiting for its tokens: the
 * sum of its rows' waiting times divided by what it costs. Short ones thus pass long ones, but a wait grows until its turn comes.
 */
final class WaitingRows {

    /** Up to so many tokens all rows are of like length: only attention pads them, which is a twentieth of their computation. */
    private static final int SHORT = 128;

    private final int maxTokens;

    /** By the power of two that the length does not exceed; each in the order of arrival. */
    private final List<Deque<Row>> byLength = Stream.generate(() -> (Deque<Row>) new ArrayDeque<Row>())
            .limit(Integer.SIZE)
            .toList();

    private boolean closed;

    /** The first rows of a queue. */
    private record Batch(Deque<Row> queue, int rows, double urgency) {}

    /** @param maxTokens of one batch: its rows times the longest of them; a row above it is a batch of its own */
    WaitingRows(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    synchronized void add(List<Row> rows) {
        if (closed) {
            throw new IllegalStateException("Indicates a bug: a model that was let go is asked");
        }
        for (Row row : rows) {
            byLength.get(lengthClass(row.length())).add(row);
        }
    }

    /** What waits already is still handed out. */
    synchronized void close() {
        closed = true;
    }

    synchronized boolean isEmpty() {
        return byLength.stream().allMatch(Deque::isEmpty);
    }

    /** @return the next batch; empty if nothing waits */
    synchronized List<Row> next() {
        byLength.forEach(queue -> queue.removeIf(row -> row.ticket().isOver()));
        long now = System.nanoTime();
        return byLength.stream()
                .filter(queue -> !queue.isEmpty())
                .map(queue -> first(queue, now))
                .max(Comparator.comparingDouble(Batch::urgency))
                .map(WaitingRows::take)
                .orElse(List.of());
    }

    private Batch first(Deque<Row> queue, long now) {
        int rows = 0;
        int longest = 1;
        double waited = 0;
        for (Row row : queue) {
            int wider = Math.max(longest, row.length());
            if (rows > 0 && (rows + 1L) * wider > maxTokens) {
                break;
            }
            rows++;
            longest = wider;
            waited += row.ticket().waitingNanos(now);
        }
        return new Batch(queue, rows, waited / ((double) rows * longest));
    }

    private static List<Row> take(Batch batch) {
        List<Row> rows = new ArrayList<>(batch.rows());
        for (int i = 0; i < batch.rows(); i++) {
            rows.add(batch.queue().remove());
        }
        return rows;
    }

    private static int lengthClass(int length) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(length, SHORT) - 1);
    }
}
