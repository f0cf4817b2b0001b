package dev.tunewright.service.metric;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * One optimizer step as it is stored and shown.
 *
 * @param eventId its place in the job's event sequence
 * @param time when the step ended, by the trainer's clock, to the microsecond
 */
record StepRow(
        @JsonIgnore long eventId,
        int step,
        double epoch,
        double loss,
        double learningRate,
        double gradNorm,
        Instant time) {

    static final String COLUMNS = "event_id, step, epoch, loss, learning_rate, grad_norm, ended_at";

    static StepRow read(ResultSet row, int number) throws SQLException {
        return new StepRow(
                row.getLong("event_id"),
                row.getInt("step"),
                row.getDouble("epoch"),
                row.getDouble("loss"),
                row.getDouble("learning_rate"),
                row.getDouble("grad_norm"),
                row.getObject("ended_at", OffsetDateTime.class).toInstant());
    }
}
