package dev.tunewright.service.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the artifact store can be used now. However often and by however many it is asked, the store is tried once in five
 * seconds, on a thread of its own, so that one that hangs holds up nobody.
 */
final class ArtifactStoreHealth implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStoreHealth.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final ArtifactStore store;
    private final Duration patience;
    private final LongSupplier nanos;
    private @Nullable CompletableFuture<Health> latest;
    private long begun;
    private volatile boolean away;

    /**
     * @param patience after so long without an answer the store counts as away
     * @param nanos a timer that only goes forward
     */
    ArtifactStoreHealth(ArtifactStore store, Duration patience, LongSupplier nanos) {
        this.store = store;
        this.patience = patience;
        this.nanos = nanos;
    }

    @Override
    public Health health() {
        try {
            return latest().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            return down("the artifact store has not answered for " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look ends with an answer. Indicates a bug.", e);
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            return down("nobody waited for the artifact store's answer");
        }
    }

    private synchronized CompletableFuture<Health> latest() {
        if (latest == null || latest.isDone() && nanos.getAsLong() - begun > BETWEEN_LOOKS.toNanos()) {
            begun = nanos.getAsLong();
            latest = CompletableFuture.supplyAsync(this::look, ArtifactStoreHealth::start);
        }
        return latest;
    }

    private static void start(Runnable look) {
        Thread thread = new Thread(look, "artifact-store-health");
        thread.setDaemon(true);
        thread.start();
    }

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
