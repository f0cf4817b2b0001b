package dev.tunewright.service.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Packs rows of like length together, so that a batch wastes little on padding. */
final class BatchPlan {

    private BatchPlan() {}

    /**
     * @param maxTokens of one batch: its rows times the longest of them; a row above it makes a batch of its own
     * @return every row once, shortest batches first
     */
    static <R> List<List<R>> of(List<R> rows, ToIntFunction<R> length, int maxTokens) {
        List<R> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(length));
        List<List<R>> batches = new ArrayList<>();
        List<R> batch = new ArrayList<>();
        for (R row : sorted) {
            long tokens = (batch.size() + 1L) * length.applyAsInt(row);
            if (!batch.isEmpty() && tokens > maxTokens) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(row);
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
