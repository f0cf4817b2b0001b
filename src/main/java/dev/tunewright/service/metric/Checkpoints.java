package dev.tunewright.service.metric;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which checkpoints of a job are in the artifact store. */
@Component
public class Checkpoints {

    private final JdbcClient jdbc;

    Checkpoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return artifact keys, the furthest step first */
    public List<String> keys(UUID job) {
        return jdbc.sql("select artifact_key from checkpoint where job_id = :job order by step desc, attempt desc")
                .param("job", job)
                .query(String.class)
                .list();
    }

    /** Forgets those of all attempts before this one. @return their artifact keys */
    @Transactional
    public List<String> dropBefore(Attempt attempt) {
        List<String> keys = jdbc.sql("select artifact_key from checkpoint where job_id = :job and attempt < :attempt")
                .param("job", attempt.jobId())
                .param("attempt", attempt.number())
                .query(String.class)
                .list();
        jdbc.sql("delete from checkpoint where job_id = :job and attempt < :attempt")
                .param("job", attempt.jobId())
                .param("attempt", attempt.number())
                .update();
        return keys;
    }

    /** In the transaction that stores the event. */
    void keep(Attempt attempt, TrainEvent.Checkpointed checkpoint) {
        jdbc.sql("insert into checkpoint (job_id, attempt, step, artifact_key) values (:job, :attempt, :step, :key)")
                .param("job", attempt.jobId())
                .param("attempt", attempt.number())
                .param("step", checkpoint.step())
                .param("key", attempt.artifact(checkpoint.path()))
                .update();
        checkpoint
                .removed()
                .forEach(gone -> jdbc.sql("delete from checkpoint where job_id = :job and artifact_key = :key")
                        .param("job", attempt.jobId())
                        .param("key", attempt.artifact(gone))
                        .update());
    }
}
