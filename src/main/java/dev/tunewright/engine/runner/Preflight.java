package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Labels;
import java.util.Map;

/** Checks a task before anything is trained or queued; reads headers and rows, starts no native code. */
public final class Preflight {

    /**
     * What the task comes to.
     *
     * @param arguments every training argument, resolved
     * @param rows of each split
     */
    public record Plan(Map<String, Object> arguments, int maxSteps, Labels labels, Map<String, Integer> rows) {}

    private Preflight() {}

    /** @throws dev.tunewright.engine.InvalidInputException with every violation found, fields named as in the HTTP contract */
    public static Plan check(TrainTask task) {
        throw new IllegalStateException("not built yet: " + task);
    }
}
