package dev.tunewright.service.job;

import dev.tunewright.service.webhook.Announcement;
import dev.tunewright.service.webhook.Outbox;
import dev.tunewright.service.webhook.WebhookEvent;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Appends to the event sequence of a job; always inside the transaction that took the ids from the job's row. */
@Component
public class JobEvents {

    private static final String INSERT =
            "insert into job_event (job_id, event_id, type, step, data, occurred_at) values (?, ?, ?, ?, ?, ?)";

    private final JdbcTemplate jdbc;
    private final Outbox outbox;

    JobEvents(JdbcTemplate jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    public void append(UUID job, List<JobEvent> events) {
        jdbc.batchUpdate(INSERT, events, 500, (row, event) -> {
            row.setObject(1, job);
            row.setLong(2, event.id());
            row.setString(3, event.type().stored());
            row.setObject(4, event.step(), Types.INTEGER);
            row.setString(5, JobJson.write(event.data()));
            row.setObject(6, event.time().atOffset(ZoneOffset.UTC));
        });
        for (JobEvent event : events) {
            hook(event)
                    .ifPresent(told -> outbox.announce(
                            job, new Announcement(told, event.id(), JobJson.write(event.data()), event.time())));
        }
    }

    /** @return what receivers know it as; empty if it is nothing to tell them */
    private static Optional<WebhookEvent> hook(JobEvent event) {
        return switch (event.type()) {
            case EVAL -> Optional.of(WebhookEvent.EVALUATED);
            case STATUS -> hook(JobStatus.of(String.valueOf(event.data().get("status"))));
            case CHECKPOINT, DATA_REPORT, MESSAGE, LOG_ENTRY -> Optional.empty();
        };
    }

    private static Optional<WebhookEvent> hook(JobStatus status) {
        return switch (status) {
            case SUCCEEDED -> Optional.of(WebhookEvent.SUCCEEDED);
            case FAILED -> Optional.of(WebhookEvent.FAILED);
            case CANCELLED -> Optional.of(WebhookEvent.CANCELLED);
            case QUEUED, RUNNING -> Optional.empty();
        };
    }
}
