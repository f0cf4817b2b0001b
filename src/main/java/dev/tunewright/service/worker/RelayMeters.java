package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What the workers of this node do, as numbers; rates are for whoever reads the counters. */
final class RelayMeters {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter steps;
    private final Counter samples;
    private final Counter garbage;
    private final Timer lag;

    RelayMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.steps = counter("tunewright.training.steps", "optimizer steps that were stored");
        this.samples = counter("tunewright.training.samples", "training samples of the steps that were stored");
        this.garbage = counter("tunewright.relay.garbage", "lines of trainers that were no events");
        this.lag = Timer.builder("tunewright.relay.lag")
                .description("from a step's end to its row")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void stored(List<TrainEvent> batch, double samplesInBatch) {
        Instant now = clock.instant();
        for (TrainEvent event : batch) {
            if (event instanceof TrainEvent.Step step) {
                steps.increment();
                Duration late = Duration.between(step.time(), now);
                lag.record(late.isNegative() ? Duration.ZERO : late);
            }
        }
        samples.increment(samplesInBatch);
    }

    void ended(TrainerExit exit, int garbageLines) {
        garbage.increment(garbageLines);
        registry.counter(
                        "tunewright.trainer.exits",
                        "cause",
                        exit.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
    }
}
