package dev.tunewright.service.storage;

import dev.tunewright.service.Recent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Whether the artifact store can be used now, for readiness and for alerts; it is tried at most once in five seconds. */
final class ArtifactStoreHealth implements HealthIndicator, MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStoreHealth.class);
    private static final Duration VALID = Duration.ofSeconds(5);

    private final ArtifactStore store;
    private final Duration patience;
    private final Recent<Health> recent;
    private volatile boolean away;

    /**
     * @param patience after so long without an answer the store counts as away
     * @param nanos a timer that only goes forward
     */
    ArtifactStoreHealth(ArtifactStore store, Duration patience, LongSupplier nanos) {
        this.store = store;
        this.patience = patience;
        this.recent = new Recent<>("artifact-store-health", this::look, VALID, patience, nanos);
    }

    @Override
    public Health health() {
        return recent.get()
                .orElseGet(() -> down("the artifact store has not answered for " + patience.toMillis() + " ms"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("tunewright.artifact.store.up", () -> health().getStatus().equals(Status.UP) ? 1 : 0)
                .description("1 if the artifact store can be used, else 0")
                .register(registry);
    }

    /** Logs where it begins and where it ends to be away. */
    private Health look() {
        try {
            store.check();
        } catch (IOException | RuntimeException failure) {
            if (!away) {
                LOG.warn("the artifact store cannot be used: {}", failure.toString());
            }
            away = true;
            return down(failure.toString());
        }
        if (away) {
            LOG.info("the artifact store can be used again");
        }
        away = false;
        return Health.up().build();
    }

    private static Health down(String reason) {
        return Health.down().withDetail("reason", reason).build();
    }
}
