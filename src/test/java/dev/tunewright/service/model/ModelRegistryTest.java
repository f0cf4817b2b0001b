package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {

    private final List<Path> loads = new CopyOnWriteArrayList<>();
    private final Map<Path, FakeClassifier> classifiers = new ConcurrentHashMap<>();
    private final CountDownLatch loading = new CountDownLatch(1);
    private volatile CountDownLatch holdLoads = new CountDownLatch(0);
    private final FakeArtifacts artifacts = new FakeArtifacts();
    private final ModelRegistry registry = new ModelRegistry(
            artifacts,
            this::load,
            new PredictSettings(4, 1000, 2, 100, 8, 1),
            new PredictMetrics(new SimpleMeterRegistry()));

    @AfterEach
    void close() {
        registry.destroy();
    }

    @Test
    void racingRequestsLoadAModelOnce() throws Exception {
        JobDirectory.Entry job = job("a");
        holdLoads = new CountDownLatch(1);
        CompletableFuture<ServedModel> first = CompletableFuture.supplyAsync(() -> use(job));
        loading.await();
        CompletableFuture<ServedModel> second = CompletableFuture.supplyAsync(() -> use(job));
        holdLoads.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(second.get(10, TimeUnit.SECONDS));
        assertThat(loads).hasSize(1);
    }

    @Test
    void leastRecentlyUsedModelIsLetGo() throws InterruptedException {
        JobDirectory.Entry a = job("a");
        JobDirectory.Entry b = job("b");
        use(a);
        use(b);
        use(a);
        use(job("c"));
        assertThat(classifier(b).closed.await(10, TimeUnit.SECONDS)).isTrue();
        use(a);
        assertThat(loads).hasSize(3);
    }

    @Test
    void modelInUseStaysLoaded() {
        JobDirectory.Entry a = job("a");
        try (ModelRegistry.Lease lease = registry.acquire(a)) {
            use(job("b"));
            use(job("c"));
            use(job("d"));
            assertThat(lease.model().predict(List.of(new PredictInput("abc", null))))
                    .hasSize(1);
            assertThat(classifier(a).closed.getCount()).isEqualTo(1);
        }
    }

    @Test
    void failedLoadIsToldAndTriedAgain() {
        JobDirectory.Entry broken = job("broken");
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> registry.acquire(broken))
                .withMessageContaining(broken.id().toString())
                .withMessageContaining("truncated");
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> registry.acquire(broken));
        assertThat(loads).hasSize(2);
    }

    @Test
    void missingArtifactIsToldWithoutPaths() {
        JobDirectory.Entry job = new JobDirectory.Entry(UUID.randomUUID(), "gone", JobStatus.SUCCEEDED, 1, 1);
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> registry.acquire(job))
                .withMessageContaining("log tells why")
                .withMessageNotContaining("jobs/");
    }

    private ServedModel use(JobDirectory.Entry job) {
        try (ModelRegistry.Lease lease = registry.acquire(job)) {
            return lease.model();
        }
    }

    private Classifier load(Path folder) {
        loads.add(folder);
        loading.countDown();
        try {
            holdLoads.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        if (folder.endsWith("broken")) {
            throw new InvalidInputException("checkpoint", "model.safetensors is truncated");
        }
        FakeClassifier classifier = new FakeClassifier();
        classifiers.put(folder, classifier);
        return classifier;
    }

    private FakeClassifier classifier(JobDirectory.Entry job) {
        return classifiers.get(Path.of(job.name()));
    }

    private JobDirectory.Entry job(String name) {
        JobDirectory.Entry job = new JobDirectory.Entry(UUID.randomUUID(), name, JobStatus.SUCCEEDED, 1, 10);
        artifacts.entries.put("jobs/" + job.id() + "/1/model", Path.of(name));
        return job;
    }
}
