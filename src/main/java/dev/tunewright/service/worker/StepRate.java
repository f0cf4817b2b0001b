package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Steps per second over the last steps, by the trainer's own clock. */
final class StepRate {

    private static final int WINDOW = 50;

    private final Deque<Instant> ends = new ArrayDeque<>();

    void add(TrainEvent.Step step) {
        ends.addLast(step.time());
        if (ends.size() > WINDOW) {
            ends.removeFirst();
        }
    }

    /** @return null before the second step */
    @Nullable
    Double perSecond() {
        if (ends.size() < 2) {
            return null;
        }
        double seconds = Duration.between(ends.getFirst(), ends.getLast()).toNanos() / 1e9;
        return seconds > 0 ? (ends.size() - 1) / seconds : null;
    }
}
