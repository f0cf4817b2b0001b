package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@Timeout(30)
class ArtifactStoreHealthTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    private ArtifactStoreHealth health(Duration patience, StoreOfOneAnswer store) {
        return new ArtifactStoreHealth(store, patience, nanos::get);
    }

    @Test
    void storeIsTriedOnceInFiveSecondsHoweverOftenOneAsks() {
        ArtifactStoreHealth health = health(Duration.ofMinutes(1), looks::incrementAndGet);
        for (int probe = 0; probe < 10; probe++) {
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        }
        assertThat(looks).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(looks).hasValue(2);
    }

    @Test
    void storeThatIsAwaySaysWhyAndIsFoundAgain() {
        ArtifactStoreHealth health = health(Duration.ofMinutes(1), () -> {
            if (looks.incrementAndGet() == 1) {
                throw new IOException("No space left on device");
            }
        });
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        health.bindTo(meters);
        assertThat(meters.get("tunewright.artifact.store.up").gauge().value()).isZero();
        Health away = health.health();
        assertThat(away.getStatus()).isEqualTo(Status.DOWN);
        assertThat(away.getDetails().get("reason")).asString().contains("No space left on device");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(meters.get("tunewright.artifact.store.up").gauge().value()).isEqualTo(1);
    }

    @Test
    void storeThatHangsHoldsUpNobodyAndIsNotAskedAgain() {
        CountDownLatch answer = new CountDownLatch(1);
        ArtifactStoreHealth health = health(Duration.ofMillis(50), () -> {
            looks.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        for (int probe = 0; probe < 3; probe++) {
            nanos.addAndGet(Duration.ofSeconds(6).toNanos());
            assertThat(health.health().getDetails().get("reason")).asString().contains("50 ms");
        }
        assertThat(looks).hasValue(1);
        answer.countDown();
    }

    /** Has nothing, and may be asked how it does. */
    private interface StoreOfOneAnswer extends ArtifactStore {

        @Override
        void check() throws IOException;

        @Override
        default void put(String key, Path source) {
            throw new UnsupportedOperationException();
        }

        @Override
        default Optional<Path> find(String key) {
            return Optional.empty();
        }

        @Override
        default List<String> list(String prefix) {
            return List.of();
        }

        @Override
        default void delete(String prefix) {
            throw new UnsupportedOperationException();
        }
    }
}
