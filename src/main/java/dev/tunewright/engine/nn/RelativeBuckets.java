package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;

/**
 * DeBERTa's table of relative positions: a row for each distance from a query to a key, near ones alone, far ones
 * together with their like on a logarithmic scale.
 *
 * @param buckets distances in one direction that have rows; 0: each distance has its own
 * @param farthest distance beyond which all are alike
 */
public record RelativeBuckets(int buckets, int farthest) {

    /** @return rows of the table in one direction */
    public int span() {
        return buckets > 0 ? buckets : farthest;
    }

    /**
     * A text of T tokens needs the rows of its distances only, which lie around the middle.
     *
     * @param width T
     * @return the first of those rows
     */
    public int firstRow(int width) {
        return row(1 - width);
    }

    /** @return the row after the last of those that T tokens need */
    public int endRow(int width) {
        return row(width - 1) + 1;
    }

    /** @return int64 (T, T): for each query and key the row, counted from {@link #firstRow} */
    public NDArray forward(NDManager manager, int width) {
        int first = firstRow(width);
        long[] ofDistance = IntStream.range(1 - width, width)
                .mapToLong(distance -> row(distance) - first)
                .toArray();
        long[] rows = new long[width * width];
        for (int query = 0; query < width; query++) {
            for (int key = 0; key < width; key++) {
                rows[query * width + key] = ofDistance[query - key + width - 1];
            }
        }
        return Transfer.of(manager, rows).reshape(width, width);
    }

    private int row(int distance) {
        return Math.max(0, Math.min(bucket(distance) + span(), 2 * span() - 1));
    }

    /** In float32, as the original rounds. */
    private int bucket(int distance) {
        int middle = buckets / 2;
        int size = Math.abs(distance);
        if (buckets == 0 || size <= middle) {
            return distance;
        }
        float logarithm =
                (float) Math.log((float) size / middle) / (float) Math.log((float) ((farthest - 1.0) / middle));
        int bucket = (int) Math.ceil(logarithm * (middle - 1)) + middle;
        return distance < 0 ? -bucket : bucket;
    }
}
