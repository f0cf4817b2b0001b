package dev.tunewright.service.job;

import dev.tunewright.service.Recent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Jobs by state, as the database has them, and how long jobs waited for a device. */
@Component
class JobMeters {

    private static final Logger LOG = LoggerFactory.getLogger(JobMeters.class);
    private static final Duration VALID = Duration.ofSeconds(2);

    /** While the database is away the other meters are still to be had: whoever scrapes them waits no more than this. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final Timer wait;

    JobMeters(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        Recent<Map<String, Double>> counts = new Recent<>("job-counts", this::count, VALID, PATIENCE, System::nanoTime);
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder(
                            "tunewright.jobs",
                            () -> counts.get()
                                    .map(known -> known.getOrDefault(status.wire(), 0.0))
                                    .orElse(Double.NaN))
                    .description("jobs by state")
                    .tag("status", status.wire())
                    .register(registry);
        }
        this.wait = Timer.builder("tunewright.queue.wait")
                .description("from waiting for a device to the attempt's begin")
                .register(registry);
    }

    /** @return jobs by state; no numbers where the database does not tell */
    private Map<String, Double> count() {
        Map<String, Double> counts = new HashMap<>();
        try {
            jdbc.sql("select status, count(*) from job group by status").query(row -> {
                counts.put(row.getString(1), row.getDouble(2));
            });
        } catch (RuntimeException away) {
            LOG.debug("jobs cannot be counted now", away);
            for (JobStatus status : JobStatus.values()) {
                counts.put(status.wire(), Double.NaN);
            }
        }
        return counts;
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
