package dev.tunewright.service.metric;

import dev.tunewright.engine.runner.TrainEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of what a trainer told.
 *
 * @param number counts the attempt's batches, from 1
 * @param ran for how long the job has trained, all attempts together
 * @param stepsPerSecond of late; null where not known yet
 */
public record Told(
        int number, List<TrainEvent> events, @Nullable Double stepsPerSecond, Duration ran) {}
