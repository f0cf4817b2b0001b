package dev.tunewright.engine.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Correlation of two series of equal length, as scipy computes it; NaN where one of them is constant or holds a NaN. */
final class Correlation {

    private Correlation() {}

    static double pearson(double[] x, double[] y) {
        if (x.length < 2 || isConstant(x) || isConstant(y)) {
            return Double.NaN;
        }
        double[] fromMeanX = unit(x);
        double[] fromMeanY = unit(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += fromMeanX[i] * fromMeanY[i];
        }
        return Double.isNaN(sum) ? sum : Math.max(-1, Math.min(1, sum));
    }

    static double spearman(double[] x, double[] y) {
        boolean undefined =
                Arrays.stream(x).anyMatch(Double::isNaN) || Arrays.stream(y).anyMatch(Double::isNaN);
        return undefined ? Double.NaN : pearson(ranks(x), ranks(y));
    }

    /** @return the rank of each value, from 1; equal values share the mean of theirs */
    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    private static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    /** @return the distances from the mean, scaled to length 1 */
    private static double[] unit(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        double norm = Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum());
        return Arrays.stream(values).map(value -> (value - mean) / norm).toArray();
    }
}
