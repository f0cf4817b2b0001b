package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.HubPins;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrainerWatchTest {

    private long nanos;

    private TrainerWatch watch(Duration ran, Duration timeout) {
        Attempt attempt = new Attempt(UUID.randomUUID(), 1, null, HubPins.NONE, ran, timeout);
        return new TrainerWatch(new TrainerWatch.Limits(Duration.ofSeconds(10), 3), attempt, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static TrainEvent.Step step(double loss) {
        return new TrainEvent.Step(1, 0.1, loss, 1e-5, 1, Instant.EPOCH);
    }

    @Test
    void silenceCountsFromTheLastWord() {
        TrainerWatch watch = watch(Duration.ZERO, null);
        for (int second = 0; second < 30; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(watch.look(second / 5)).isNull();
        }
        for (int second = 0; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            watch.look(5);
        }
        assertThat(watch.look(5)).satisfies(finding -> {
            assertThat(finding.result()).isInstanceOf(AttemptResult.Lost.class);
            assertThat(finding.withCheckpoint()).isFalse();
        });
    }

    @Test
    void timeInWhichTheWorkerItselfStoodStillIsNoSilence() {
        TrainerWatch watch = watch(Duration.ZERO, null);
        pass(Duration.ofHours(1));
        assertThat(watch.look(0)).isNull();
    }

    @Test
    void timeOfEarlierAttemptsCounts() {
        TrainerWatch watch = watch(Duration.ofSeconds(50), Duration.ofMinutes(1));
        pass(Duration.ofSeconds(9));
        assertThat(watch.look(1)).isNull();
        pass(Duration.ofSeconds(2));
        assertThat(watch.look(2))
                .satisfies(finding -> assertThat(finding.withCheckpoint()).isTrue());
    }

    @Test
    void onlyLossesInARowThatAreNoNumbersCount() {
        TrainerWatch watch = watch(Duration.ZERO, null);
        for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1, Double.NaN, Double.NaN}) {
            watch.note(step(loss));
        }
        assertThat(watch.look(1)).isNull();
        watch.note(step(Double.NaN));
        assertThat(watch.look(2))
                .satisfies(finding -> assertThat(finding.result())
                        .isInstanceOfSatisfying(
                                AttemptResult.Failed.class,
                                failed -> assertThat(failed.error().retryable()).isFalse()));
    }
}
