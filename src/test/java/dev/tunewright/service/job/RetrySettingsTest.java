package dev.tunewright.service.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetrySettingsTest {

    private final RetrySettings settings = new RetrySettings(3, Duration.ofSeconds(10), Duration.ofMinutes(10), null);

    private Duration pause(String code, int losses) {
        return settings.pause(new JobError(code, "", true), losses);
    }

    @Test
    void pauseDoublesUpToItsLimit() {
        assertThat(pause("trainer_killed", 1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(pause("out_of_memory", 3)).isEqualTo(Duration.ofSeconds(40));
        assertThat(pause("trainer_killed", 90)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void jobOfALostWorkerGoesOnAtOnce() {
        assertThat(pause("worker_lost", 2)).isZero();
    }
}
