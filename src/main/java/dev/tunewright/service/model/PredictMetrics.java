package dev.tunewright.service.model;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What predictions tell about themselves under {@code /actuator/prometheus}. */
@Component
class PredictMetrics {

    private final Timer latency;
    private final DistributionSummary batchRows;
    private final Timer loads;
    private final AtomicInteger queuedRows = new AtomicInteger();
    private final AtomicInteger loadedModels = new AtomicInteger();
    private final AtomicLong loadedBytes = new AtomicLong();

    PredictMetrics(MeterRegistry registry) {
        this.latency = Timer.builder("tunewright.predict")
                .description("time to answer a request, queueing included")
                .publishPercentileHistogram()
                .register(registry);
        this.batchRows = DistributionSummary.builder("tunewright.predict.batch.rows")
                .description("rows of one batch")
                .publishPercentileHistogram()
                .minimumExpectedValue(1.0)
                .maximumExpectedValue(1024.0)
                .register(registry);
        this.loads = Timer.builder("tunewright.predict.load")
                .description("time to load a model")
                .register(registry);
        registry.gauge("tunewright.predict.queue.rows", queuedRows);
        registry.gauge("tunewright.predict.models", loadedModels);
        registry.gauge("tunewright.predict.models.bytes", loadedBytes);
    }

    <T> CompletableFuture<T> timed(Supplier<CompletableFuture<T>> request) {
        Timer.Sample sample = Timer.start();
        try {
            return request.get().whenComplete((answer, failure) -> sample.stop(latency));
        } catch (RuntimeException | Error refused) {
            sample.stop(latency);
            throw refused;
        }
    }

    void batch(int rows) {
        batchRows.record(rows);
    }

    void queued(int change) {
        queuedRows.addAndGet(change);
    }

    void loaded(long bytes, Duration took) {
        loads.record(took);
        loadedModels.incrementAndGet();
        loadedBytes.addAndGet(bytes);
    }

    void letGo(long bytes) {
        loadedModels.decrementAndGet();
        loadedBytes.addAndGet(-bytes);
    }
}
