package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDeletion;
import dev.tunewright.service.job.JobNotFoundException;
import dev.tunewright.service.web.ApiException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In the database, the same for all nodes. */
@Component
class StoredModelAliases implements ModelAliases {

    private static final String INSERT =
            "insert into model_alias (name, job_id, updated_at) values (:name, :job, :now)";
    private static final String UPDATE = "update model_alias set job_id = :job, updated_at = :now where name = :name";

    private final JdbcClient jdbc;
    private final Clock clock;

    StoredModelAliases(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Optional<UUID> find(String name) {
        return jdbc.sql("select job_id from model_alias where name = :name")
                .param("name", name)
                .query(UUID.class)
                .optional();
    }

    @Override
    public List<Alias> all() {
        return jdbc.sql("select name, job_id, updated_at from model_alias order by name")
                .query((row, number) -> new Alias(
                        row.getString("name"),
                        row.getObject("job_id", UUID.class),
                        row.getObject("updated_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public void point(String name, UUID jobId) {
        try {
            if (write(UPDATE, name, jobId) == 0) {
                write(INSERT, name, jobId);
            }
        } catch (DuplicateKeyException madeMeanwhile) {
            write(UPDATE, name, jobId);
        } catch (DataIntegrityViolationException jobIsGone) {
            throw new JobNotFoundException(jobId);
        }
    }

    @Override
    public boolean remove(String name) {
        return jdbc.sql("delete from model_alias where name = :name")
                        .param("name", name)
                        .update()
                > 0;
    }

    /** What others ask by a name is not to vanish by the way. */
    @EventListener
    void keepJobsThatAreServed(JobDeletion deletion) {
        List<String> names = jdbc.sql("select name from model_alias where job_id = :job order by name")
                .param("job", deletion.jobId())
                .query(String.class)
                .list();
        if (!names.isEmpty()) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "job_is_served",
                    "Job is served",
                    "Job " + deletion.jobId() + " is what the alias " + String.join(", ", names)
                            + " points at; point it at another job, or DELETE /models/{alias}, before deleting the job.");
        }
    }

    private int write(String sql, String name, UUID jobId) {
        return jdbc.sql(sql)
                .param("name", name)
                .param("job", jobId)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
