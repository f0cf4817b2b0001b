package dev.tunewright.service.model;

import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Limits small enough to be reached. */
final class TestSettings {

    static final Caller PATIENT = Caller.within(Duration.ofSeconds(30), false, () -> false);

    private TestSettings() {}

    static PredictSettings of(int maxRows, long maxMemoryBytes, int maxBatchTokens, int maxQueuedRows) {
        return new PredictSettings(
                maxRows,
                1000,
                DataSize.ofBytes(maxMemoryBytes),
                maxBatchTokens,
                maxQueuedRows,
                Duration.ofSeconds(30),
                List.of(),
                false,
                1);
    }
}
