package dev.tunewright.service.model;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What {@code /predict} tells about itself under {@code /actuator/prometheus}. */
@Component
class PredictMetrics {

    private final Timer latency;
    private final DistributionSummary batchRows;
    private final AtomicInteger queuedRows = new AtomicInteger();
    private final AtomicInteger loadedModels = new AtomicInteger();

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
        registry.gauge("tunewright.predict.queue.rows", queuedRows);
        registry.gauge("tunewright.predict.models", loadedModels);
    }

    <T> T timed(Supplier<T> request) {
        return latency.record(request);
    }

    void batch(int rows) {
        batchRows.record(rows);
    }

    void queued(int change) {
        queuedRows.addAndGet(change);
    }

    void loaded(int change) {
        loadedModels.addAndGet(change);
    }
}
