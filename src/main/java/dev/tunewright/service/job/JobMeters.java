package dev.tunewright.service.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Jobs by state, as the database has them, and how long jobs waited for a device. */
@Component
class JobMeters {

    private final Timer wait;

    JobMeters(JobRepository jobs, MeterRegistry registry) {
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder("tunewright.jobs", () -> jobs.countByStatus(status))
                    .description("jobs by state")
                    .tag("status", status.wire())
                    .register(registry);
        }
        this.wait = Timer.builder("tunewright.queue.wait")
                .description("from waiting for a device to the attempt's begin")
                .register(registry);
    }

    /** Before the job is marked as running. */
    void begins(Job job, Instant now) {
        if (!job.waitsForTheFirstTime()) {
            return;
        }
        Duration waited = Duration.between(job.queuedAt(), now);
        wait.record(waited.isNegative() ? Duration.ZERO : waited);
    }
}
