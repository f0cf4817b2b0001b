package dev.tunewright.service.metric;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.JobChanged;
import dev.tunewright.service.job.JobEvents;
import dev.tunewright.service.job.JobJson;
import java.sql.Types;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stores what a trainer tells, a batch in each transaction. Called by the relay. */
@Component
public class AttemptRecorder {

    /** Comes first in the transaction: it takes the ids, locks the row until the commit, and is the fence. */
    private static final String MOVE_JOB = """
            update job set last_event = last_event + :events, batch = :batch, step = coalesce(:step, step), epoch = coalesce(:epoch, epoch),
              latest_loss = coalesce(:loss, latest_loss), steps_per_second = coalesce(:rate, steps_per_second),
              max_steps = coalesce(:maxSteps, max_steps), arguments = coalesce(:arguments, arguments),
              latest_eval = coalesce(:eval, latest_eval), best = coalesce(:best, best), ran_millis = :ran
            where id = :job and attempt = :attempt and status = 'running' and batch = :batch - 1""";

    private static final String IS_STORED = "select count(*) from job"
            + " where id = :job and attempt = :attempt and status = 'running' and batch = :batch";

    private static final String FORGET_EVENTS = """
            delete from job_event where job_id = :job and type in ('eval', 'log_entry') and (step > :step or event_id > coalesce(
              (select max(event_id) from job_event where job_id = :job and type = 'checkpoint' and step = :step), 0))""";

    private record Moved(long lastEvent, boolean cancelRequested) {}

    private final JdbcClient jdbc;
    private final StepWriter steps;
    private final JobEvents events;
    private final Checkpoints checkpoints;
    private final ApplicationEventPublisher hints;
    private final Clock clock;

    AttemptRecorder(
            JdbcClient jdbc,
            StepWriter steps,
            JobEvents events,
            Checkpoints checkpoints,
            ApplicationEventPublisher hints,
            Clock clock) {
        this.jdbc = jdbc;
        this.steps = steps;
        this.events = events;
        this.checkpoints = checkpoints;
        this.hints = hints;
        this.clock = clock;
    }

    /**
     * Stores a batch once, however often it is told.
     *
     * @return what the attempt should do now; of one that is fenced nothing was written
     */
    @Transactional
    public Attempts.Verdict record(Attempt attempt, Told told) {
        Batch batch = new Batch(attempt.number(), told.events(), clock.instant());
        if (moveJob(attempt, batch, told) == 0) {
            return isStored(attempt, told) ? Attempts.Verdict.GO_ON : Attempts.Verdict.FENCED;
        }
        UUID job = attempt.jobId();
        Moved moved = moved(job);
        long before = moved.lastEvent() - batch.size();
        TrainEvent.Started started = batch.started();
        if (started != null) {
            forgetAfter(job, started.step());
        }
        steps.add(job, batch.steps(), before);
        events.append(job, batch.events(before));
        batch.checkpoints().forEach(checkpoint -> checkpoints.keep(attempt, checkpoint));
        hints.publishEvent(new JobChanged(job));
        return moved.cancelRequested() ? Attempts.Verdict.STOP : Attempts.Verdict.GO_ON;
    }

    private int moveJob(Attempt attempt, Batch batch, Told told) {
        StepRow last = batch.lastStep();
        TrainEvent.Started started = batch.started();
        TrainEvent.Evaluated evaluated = batch.evaluated();
        TrainEvent.Best best = batch.best();
        return jdbc.sql(MOVE_JOB)
                .param("events", batch.size())
                .param("step", batch.step(), Types.INTEGER)
                .param("epoch", last == null ? null : last.epoch(), Types.DOUBLE)
                .param("loss", last == null ? null : last.loss(), Types.DOUBLE)
                .param("rate", told.stepsPerSecond(), Types.DOUBLE)
                .param("batch", told.number())
                .param("maxSteps", started == null ? null : started.maxSteps(), Types.INTEGER)
                .param("arguments", started == null ? null : JobJson.write(started.arguments()), Types.VARCHAR)
                .param("eval", evaluated == null ? null : JobJson.write(Batch.data(evaluated)), Types.VARCHAR)
                .param("best", best == null ? null : JobJson.write(best), Types.VARCHAR)
                .param("ran", told.ran().toMillis())
                .param("job", attempt.jobId())
                .param("attempt", attempt.number())
                .update();
    }

    private boolean isStored(Attempt attempt, Told told) {
        return jdbc.sql(IS_STORED)
                        .param("job", attempt.jobId())
                        .param("attempt", attempt.number())
                        .param("batch", told.number())
                        .query(Long.class)
                        .single()
                > 0;
    }

    private Moved moved(UUID job) {
        return jdbc.sql("select last_event, cancel_requested from job where id = :job")
                .param("job", job)
                .query((row, number) -> new Moved(row.getLong(1), row.getBoolean(2)))
                .single();
    }

    /**
     * What earlier attempts told after the checkpoint that this one goes on from: it tells that again. An evaluation of the
     * checkpoint's own step may come before it or after it, so the order of events decides, not the step.
     */
    private void forgetAfter(UUID job, int step) {
        steps.forgetAfter(job, step);
        jdbc.sql(FORGET_EVENTS).param("job", job).param("step", step).update();
    }
}
