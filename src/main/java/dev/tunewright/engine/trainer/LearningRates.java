package dev.tunewright.engine.trainer;

import java.util.Map;

/**
 * The learning rate of every step of one training.
 *
 * @param top the rate that the schedule's factors multiply
 * @param warmup W: steps of rising rate
 * @param total N: steps in all
 * @param options those of the schedule, by name; one that was not given and has no default is absent
 */
record LearningRates(LearningRateSchedule schedule, double top, int warmup, int total, Map<String, Object> options) {

    /** @return the rate of the step that follows t steps */
    double after(int t) {
        return top * (t < warmup ? schedule.duringWarmup(t, this) : schedule.afterWarmup(t, this));
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    double option(String name) {
        if (options.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalStateException("Indicates a bug: the option " + name + " has no number");
    }

    String text(String name) {
        return String.valueOf(options.get(name));
    }
}
