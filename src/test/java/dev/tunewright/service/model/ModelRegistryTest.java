package dev.tunewright.service.model;

import static dev.tunewright.service.model.TestSettings.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelRegistryTest {

    private static final long TWO_MODELS = 2 * FakeLoader.BYTES;

    private final FakeLoader loader = new FakeLoader();
    private final FakeArtifacts artifacts = new FakeArtifacts();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ModelRegistry registry =
            new ModelRegistry(artifacts, loader, TestSettings.of(4, TWO_MODELS, 100, 8), new PredictMetrics(meters));

    @AfterEach
    void close() {
        loader.holdLoads.countDown();
        registry.destroy();
    }

    @Test
    void racingRequestsLoadAModelOnce() throws Exception {
        JobDirectory.Entry job = job("a");
        loader.holdLoads = new CountDownLatch(1);
        CompletableFuture<ServedModel> first = CompletableFuture.supplyAsync(() -> use(job));
        loader.loading.await();
        CompletableFuture<ServedModel> second = CompletableFuture.supplyAsync(() -> use(job));
        loader.holdLoads.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(second.get(10, TimeUnit.SECONDS));
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void loadGoesOnAfterTheRequestsTime() {
        JobDirectory.Entry job = job("a");
        loader.holdLoads = new CountDownLatch(1);
        Caller hasty = Caller.within(Duration.ofMillis(20), false, () -> false);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> registry.acquire(job, hasty))
                .satisfies(late -> assertThat(late.status().value()).isEqualTo(504));
        loader.holdLoads.countDown();
        use(job);
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void leastRecentlyUsedModelIsLetGoWhenMemoryIsWanted() throws InterruptedException {
        JobDirectory.Entry a = job("a");
        JobDirectory.Entry b = job("b");
        use(a);
        use(b);
        use(a);
        assertThat(registry.isLoaded(b)).isTrue();
        use(job("c"));
        assertThat(classifier(b).closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.isLoaded(b)).isFalse();
        use(a);
        assertThat(loader.loads).hasSize(3);
        assertThat(meters.get("tunewright.predict.load").timer().count()).isEqualTo(3);
        assertThat(meters.get("tunewright.predict.models.bytes").gauge().value())
                .isEqualTo(TWO_MODELS);
    }

    @Test
    void modelInUseStaysLoaded() {
        JobDirectory.Entry a = job("a");
        try (ModelRegistry.Lease lease = registry.acquire(a, PATIENT)) {
            use(job("b"));
            use(job("c"));
            use(job("d"));
            assertThat(lease.model()
                            .predict(List.of(new PredictInput("inputs", "abc", null)), true, PATIENT)
                            .join()
                            .predictions())
                    .hasSize(1);
            assertThat(classifier(a).closed.getCount()).isEqualTo(1);
        }
    }

    @Test
    void modelThatNeverFitsIsRefusedWithTheRemedy() {
        use(job("a"));
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> registry.acquire(job("huge"), PATIENT))
                .withMessageContaining("200")
                .withMessageContaining("tunewright.predict.max-memory");
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void failedLoadIsToldAndTriedAgain() {
        JobDirectory.Entry broken = job("broken");
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> registry.acquire(broken, PATIENT))
                .withMessageContaining(broken.id().toString())
                .withMessageContaining("truncated");
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> registry.acquire(broken, PATIENT));
        assertThat(loader.loads).hasSize(2);
    }

    @Test
    void missingArtifactIsToldWithoutPaths() {
        JobDirectory.Entry job = new JobDirectory.Entry(UUID.randomUUID(), "gone", JobStatus.SUCCEEDED, 1, 1);
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> registry.acquire(job, PATIENT))
                .withMessageContaining("log tells why")
                .withMessageNotContaining("jobs/");
    }

    private ServedModel use(JobDirectory.Entry job) {
        try (ModelRegistry.Lease lease = registry.acquire(job, PATIENT)) {
            return lease.model();
        }
    }

    private FakeClassifier classifier(JobDirectory.Entry job) {
        return loader.classifier(Path.of(job.name()));
    }

    private JobDirectory.Entry job(String name) {
        JobDirectory.Entry job = new JobDirectory.Entry(UUID.randomUUID(), name, JobStatus.SUCCEEDED, 1, 10);
        artifacts.entries.put("jobs/" + job.id() + "/1/model", Path.of(name));
        return job;
    }
}
