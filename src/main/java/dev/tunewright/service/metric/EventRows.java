package dev.tunewright.service.metric;

import dev.tunewright.service.job.JobEvent;
import dev.tunewright.service.job.JobJson;
import dev.tunewright.service.job.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the event sequence of a job: its steps and its other events, as one. */
@Component
class EventRows {

    /**
     * How far a job's sequence reaches. Ids are given out under the lock of the job's row, so every event up to this one
     * is there to be read once the head was.
     */
    record Head(long lastEvent, JobStatus status) {}

    private static final String HEADS = "select id, last_event, status from job where id in (:jobs)";
    private static final String STEPS = "select " + StepRow.COLUMNS + " from step_metric"
            + " where job_id = :job and event_id > :after and event_id <= :last order by event_id"
            + " fetch first :limit rows only";
    private static final String OTHERS = "select event_id, type, data, occurred_at from job_event"
            + " where job_id = :job and event_id > :after and event_id <= :last order by event_id"
            + " fetch first :limit rows only";
    private static final String DATA =
            "select data from job_event where job_id = :job and type = :type order by event_id";

    private final JdbcClient jdbc;

    EventRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<UUID, Head> heads(Collection<UUID> jobs) {
        if (jobs.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(HEADS)
                .param("jobs", jobs)
                .query((row, number) -> Map.entry(
                        row.getObject("id", UUID.class),
                        new Head(row.getLong("last_event"), JobStatus.of(row.getString("status")))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Optional<Head> head(UUID job) {
        return Optional.ofNullable(heads(List.of(job)).get(job));
    }

    /** @return events with ids above {@code after} and up to {@code last}, in order, the first {@code limit} of them */
    List<EventRow> between(UUID job, long after, long last, int limit) {
        Stream<EventRow> steps = range(STEPS, job, after, last, limit).query(StepRow::read).list().stream()
                .map(EventRows::ofStep);
        Stream<EventRow> others = range(OTHERS, job, after, last, limit).query(EventRows::ofOther).list().stream();
        return Stream.concat(steps, others)
                .sorted(Comparator.comparingLong(EventRow::id))
                .limit(limit)
                .toList();
    }

    /** @return the data of all events of a type, in order, as JSON */
    List<String> data(UUID job, JobEvent.Type type) {
        return jdbc.sql(DATA)
                .param("job", job)
                .param("type", type.stored())
                .query(String.class)
                .list();
    }

    private JdbcClient.StatementSpec range(String sql, UUID job, long after, long last, int limit) {
        return jdbc.sql(sql)
                .param("job", job)
                .param("after", after)
                .param("last", last)
                .param("limit", limit);
    }

    private static EventRow ofStep(StepRow step) {
        return new EventRow(step.eventId(), "train", JobJson.write(step), step.time());
    }

    private static EventRow ofOther(ResultSet row, int number) throws SQLException {
        return new EventRow(
                row.getLong("event_id"),
                JobEvent.Type.ofStored(row.getString("type")).wire(),
                row.getString("data"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant());
    }
}
