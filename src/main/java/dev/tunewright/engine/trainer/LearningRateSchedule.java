package dev.tunewright.engine.trainer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the learning rate moves, as a factor of the top rate. t is the number of steps taken, W those of warm-up, N all.
 * Formulas are those of transformers' {@code optimization.py}.
 */
public enum LearningRateSchedule {
    /** Falls to 0 in a straight line. */
    LINEAR {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            return Math.max(0, (double) (total - t) / Math.max(1, total - warmup));
        }
    },
    /** Falls to 0 along half a cosine. */
    COSINE {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress(t, warmup, total))));
        }
    },
    /** One cosine with a hard restart for each cycle; the original's default is one cycle. */
    COSINE_WITH_RESTARTS {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            double progress = progress(t, warmup, total);
            return progress >= 1 ? 0 : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (progress % 1))));
        }
    },
    /** Falls to 1e-7 of a rate of 1 with power 1, as the original's defaults have it. */
    POLYNOMIAL {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            throw new IllegalStateException("Indicates a bug: the polynomial's end depends on the rate");
        }

        @Override
        double rate(double top, int t, int warmup, int total) {
            double end = 1e-7;
            if (t < warmup) {
                return top * t / Math.max(1, warmup);
            }
            return t > total ? end : (top - end) * (1 - (double) (t - warmup) / (total - warmup)) + end;
        }
    },
    /** Never moves, not even to warm up. */
    CONSTANT {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            return 1;
        }

        @Override
        double rate(double top, int t, int warmup, int total) {
            return top;
        }
    },
    CONSTANT_WITH_WARMUP {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            return 1;
        }
    },
    /** Falls as one over the root of time; without a warm-up its scale is 10,000 steps. */
    INVERSE_SQRT {
        @Override
        double afterWarmup(int t, int warmup, int total) {
            int timescale = warmup > 0 ? warmup : 10_000;
            return 1 / Math.sqrt((double) (t + timescale - warmup) / timescale);
        }
    };

    static LearningRateSchedule named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static List<String> names() {
        return Arrays.stream(values())
                .map(schedule -> schedule.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** @return the rate of the step that follows t steps */
    double rate(double top, int t, int warmup, int total) {
        return top * (t < warmup ? (double) t / Math.max(1, warmup) : afterWarmup(t, warmup, total));
    }

    abstract double afterWarmup(int t, int warmup, int total);

    private static double progress(int t, int warmup, int total) {
        return (double) (t - warmup) / Math.max(1, total - warmup);
    }
}
