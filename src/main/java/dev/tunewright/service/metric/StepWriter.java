package dev.tunewright.service.metric;

import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes the train rows of a job; always inside the transaction that took their ids from the job's row. */
@Component
class StepWriter {

    private static final String INSERT = "insert into step_metric"
            + " (job_id, step, event_id, epoch, loss, learning_rate, grad_norm, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?)";

    private final JdbcTemplate jdbc;
    private final StepBlocks blocks;

    StepWriter(JdbcTemplate jdbc, StepBlocks blocks) {
        this.jdbc = jdbc;
        this.blocks = blocks;
    }

    /** @param before id of the event before the batch */
    void add(UUID job, List<StepRow> steps, long before) {
        if (steps.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(INSERT, steps, 500, (row, step) -> {
            row.setObject(1, job);
            row.setInt(2, step.step());
            row.setLong(3, before + step.eventId());
            row.setDouble(4, step.epoch());
            row.setDouble(5, step.loss());
            row.setDouble(6, step.learningRate());
            row.setDouble(7, step.gradNorm());
            row.setObject(8, step.time().atOffset(ZoneOffset.UTC));
        });
        blocks.close(job, steps.get(0).step(), steps.get(steps.size() - 1).step());
    }

    void forgetAfter(UUID job, int step) {
        jdbc.update("delete from step_metric where job_id = ? and step > ?", job, step);
        blocks.forgetAfter(job, step);
    }
}
