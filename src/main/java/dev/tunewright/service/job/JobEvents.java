package dev.tunewright.service.job;

import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Appends to the event sequence of a job; always inside the transaction that took the ids from the job's row. */
@Component
public class JobEvents {

    private static final String INSERT =
            "insert into job_event (job_id, event_id, type, step, data, occurred_at) values (?, ?, ?, ?, ?, ?)";

    private final JdbcTemplate jdbc;

    JobEvents(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
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
    }
}
