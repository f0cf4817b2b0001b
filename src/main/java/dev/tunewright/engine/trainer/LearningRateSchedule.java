package dev.tunewright.engine.trainer;

import static dev.tunewright.engine.trainer.Argument.integer;
import static dev.tunewright.engine.trainer.Argument.number;
import static dev.tunewright.engine.trainer.Argument.text;
import static dev.tunewright.engine.trainer.Range.above;
import static dev.tunewright.engine.trainer.Range.atLeast;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the learning rate moves, as a factor of the top rate. t is the number of steps taken, W those of warm-up, N all.
 * Formulas, options and their defaults are those of transformers' {@code optimization.py}.
 */
enum LearningRateSchedule {
    /** Falls to 0 in a straight line. */
    LINEAR {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            return Math.max(0, (double) (rates.total() - t) / Math.max(1, rates.total() - rates.warmup()));
        }
    },
    /** Falls along a cosine: half a wave takes it to 0. */
    COSINE(number("num_cycles", 0.5, above(0), "waves")) {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            return Math.max(0, wave(rates.option("num_cycles"), progress(t, rates)));
        }
    },
    /** A half wave with a hard restart for each cycle; the original's default is one cycle. */
    COSINE_WITH_RESTARTS(number("num_cycles", 1.0, above(0), "restarts")) {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            double progress = progress(t, rates);
            double cycle = rates.option("num_cycles") * progress % 1;
            return progress >= 1 ? 0 : Math.max(0, wave(0.5, cycle));
        }
    },
    /** Falls to a last rate above 0. */
    POLYNOMIAL(
            number("lr_end", 1e-7, atLeast(0), "the last rate, below learning_rate"),
            number("power", 1.0, above(0), "of the polynomial")) {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            double end = rates.option("lr_end");
            double left = 1 - (double) (t - rates.warmup()) / (rates.total() - rates.warmup());
            double rate = t > rates.total() ? end : (rates.top() - end) * Math.pow(left, rates.option("power")) + end;
            return rate / rates.top();
        }

        @Override
        Optional<String> contradiction(LearningRates rates) {
            return rates.top() > rates.option("lr_end")
                    ? Optional.empty()
                    : Optional.of(
                            "lr_end must be below learning_rate " + rates.top() + ", was " + rates.option("lr_end"));
        }
    },
    /** Never moves, not even to warm up. */
    CONSTANT {
        @Override
        double duringWarmup(int t, LearningRates rates) {
            return 1;
        }

        @Override
        double afterWarmup(int t, LearningRates rates) {
            return 1;
        }
    },
    CONSTANT_WITH_WARMUP {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            return 1;
        }
    },
    /** Falls as one over the root of time; without a warm-up its scale is 10,000 steps. */
    INVERSE_SQRT(integer("timescale", null, atLeast(1), "steps; default: those of warm-up, or 10000")) {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            double fallback = rates.warmup() > 0 ? rates.warmup() : 10_000;
            double timescale = rates.has("timescale") ? rates.option("timescale") : fallback;
            return 1 / Math.sqrt((t + timescale - rates.warmup()) / timescale);
        }
    },
    /** A cosine that ends above 0. */
    COSINE_WITH_MIN_LR(
            number("num_cycles", 0.5, above(0), "waves"),
            number("min_lr", null, atLeast(0), "the lowest rate; either this or min_lr_rate"),
            number("min_lr_rate", null, atLeast(0), "the lowest rate as a share of learning_rate")) {
        @Override
        double afterWarmup(int t, LearningRates rates) {
            return raised(wave(rates.option("num_cycles"), progress(t, rates)), rates);
        }

        @Override
        Optional<String> contradiction(LearningRates rates) {
            return oneLowestRate(rates);
        }
    },
    /** The same, with a warm-up that begins above 0 and counts from its first step. */
    COSINE_WARMUP_WITH_MIN_LR(
            number("num_cycles", 0.5, above(0), "waves"),
            number("min_lr", null, atLeast(0), "the lowest rate; either this or min_lr_rate"),
            number("min_lr_rate", null, atLeast(0), "the lowest rate as a share of learning_rate"),
            number("warmup_lr_rate", null, atLeast(0), "the first rate as a share of learning_rate")) {
        @Override
        double duringWarmup(int t, LearningRates rates) {
            if (!rates.has("warmup_lr_rate")) {
                return (t + 1.0) / Math.max(1, rates.warmup());
            }
            double first = rates.option("warmup_lr_rate");
            return first + (1 - first) * t / Math.max(1, rates.warmup() - 1);
        }

        @Override
        double afterWarmup(int t, LearningRates rates) {
            return raised(wave(rates.option("num_cycles"), progress(t + 1, rates)), rates);
        }

        @Override
        Optional<String> contradiction(LearningRates rates) {
            return oneLowestRate(rates);
        }
    },
    /** Warms up, stays, and falls. */
    WARMUP_STABLE_DECAY(
            integer("num_decay_steps", null, atLeast(0), "steps of the fall; must be given"),
            integer("num_stable_steps", null, atLeast(0), "steps at the top; default: what the others leave"),
            text("warmup_type", "linear", Shape.NAMES, "how it rises"),
            text("decay_type", "cosine", Shape.NAMES, "how it falls"),
            number("min_lr_ratio", 0.0, atLeast(0), "the lowest rate as a share of learning_rate"),
            number("num_cycles", 0.5, above(0), "waves of a cosine's fall")) {
        @Override
        double duringWarmup(int t, LearningRates rates) {
            double progress = (double) t / Math.max(1, rates.warmup());
            return lifted(Shape.rising(rates.text("warmup_type"), progress), rates);
        }

        @Override
        double afterWarmup(int t, LearningRates rates) {
            double decay = rates.option("num_decay_steps");
            double stable = rates.has("num_stable_steps")
                    ? rates.option("num_stable_steps")
                    : rates.total() - rates.warmup() - decay;
            double falling = t - rates.warmup() - stable;
            if (falling < 0) {
                return 1;
            }
            if (falling >= decay) {
                return rates.option("min_lr_ratio");
            }
            double progress = falling / Math.max(1, decay);
            return lifted(Shape.falling(rates.text("decay_type"), progress, rates.option("num_cycles")), rates);
        }

        private double lifted(double factor, LearningRates rates) {
            double lowest = rates.option("min_lr_ratio");
            return Math.max(0, factor * (1 - lowest) + lowest);
        }

        @Override
        Optional<String> contradiction(LearningRates rates) {
            return rates.has("num_decay_steps") ? Optional.empty() : Optional.of("num_decay_steps must be given");
        }
    };

    /** How {@link #WARMUP_STABLE_DECAY} rises and falls. */
    private static final class Shape {

        private static final List<String> NAMES = List.of("linear", "cosine", "1-sqrt");

        static double rising(String name, double progress) {
            return switch (name) {
                case "cosine" -> 0.5 * (1 - Math.cos(Math.PI * progress));
                case "1-sqrt" -> 1 - Math.sqrt(1 - progress);
                default -> progress;
            };
        }

        static double falling(String name, double progress, double cycles) {
            return switch (name) {
                case "cosine" -> wave(cycles, progress);
                case "1-sqrt" -> 1 - Math.sqrt(progress);
                default -> 1 - progress;
            };
        }
    }

    private final List<Argument> options;

    LearningRateSchedule(Argument... options) {
        this.options = List.of(options);
    }

    static LearningRateSchedule named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(LearningRateSchedule::wire).toList();
    }

    /** @return the original's name */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@code lr_scheduler_kwargs} may hold. */
    List<Argument> options() {
        return options;
    }

    /** @return what is wrong with the options as a whole */
    Optional<String> contradiction(LearningRates rates) {
        return Optional.empty();
    }

    /** @return the factor while t is below W */
    double duringWarmup(int t, LearningRates rates) {
        return (double) t / Math.max(1, rates.warmup());
    }

    abstract double afterWarmup(int t, LearningRates rates);

    private static double progress(int t, LearningRates rates) {
        return (double) (t - rates.warmup()) / Math.max(1, rates.total() - rates.warmup());
    }

    private static double wave(double cycles, double progress) {
        return 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress));
    }

    private static double raised(double factor, LearningRates rates) {
        double lowest = rates.has("min_lr") ? rates.option("min_lr") / rates.top() : rates.option("min_lr_rate");
        return Math.max(0, factor * (1 - lowest) + lowest);
    }

    private static Optional<String> oneLowestRate(LearningRates rates) {
        return rates.has("min_lr") != rates.has("min_lr_rate")
                ? Optional.empty()
                : Optional.of("one of min_lr and min_lr_rate must be given");
    }
}
