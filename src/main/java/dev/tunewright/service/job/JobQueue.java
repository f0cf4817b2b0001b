package dev.tunewright.service.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import dev.tunewright.service.trace.Traces;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs that wait for a device, kept by db-scheduler in the same database: higher priority first, then older first. */
@Component
public class JobQueue {

    /** Name of the task in the queue's table. */
    public static final String TASK = "train";

    private static final String POSITIONS = "select id, place from (select id, row_number() over"
            + " (order by priority desc, queued_at, id) as place from job where status = 'queued') waiting"
            + " where id in (:ids)";

    /** Of few jobs quicker than putting all that wait in order: the new job of each POST is one. */
    private static final String FEW_POSITIONS =
            "select id, (select count(*) from job ahead where ahead.status = 'queued'"
                    + " and (ahead.priority > job.priority or ahead.priority = job.priority and (ahead.queued_at < job.queued_at"
                    + " or ahead.queued_at = job.queued_at and ahead.id <= job.id))) as place"
                    + " from job where status = 'queued' and id in (:ids)";

    private static final int FEW = 3;

    private final SchedulerClient scheduler;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher hints;
    private final Traces traces;

    JobQueue(SchedulerClient scheduler, JdbcClient jdbc, ApplicationEventPublisher hints, Traces traces) {
        this.scheduler = scheduler;
        this.jdbc = jdbc;
        this.hints = hints;
        this.traces = traces;
    }

    /** In the transaction that makes the job wait: both happen or neither. The execution carries the request's trace. */
    void add(Job job) {
        TaskInstance<String> instance = new TaskInstance.Builder<String>(
                        TASK, job.execution().key())
                .data(traces.origin())
                .priority(job.priority())
                .build();
        if (!scheduler.scheduleIfNotExists(instance, job.queuedAt())) {
            throw new IllegalStateException(job.execution() + " is in the queue already. Indicates a bug.");
        }
        hints.publishEvent(new JobQueued(job.id()));
    }

    /** A worker that takes the execution in the same moment finds a job that no longer waits. */
    void remove(Job job) {
        try {
            scheduler.cancel(TaskInstanceId.of(TASK, job.execution().key()));
        } catch (TaskInstanceException takenOrGone) {
            // Either way nothing will run: an execution whose job does not wait ends at once.
        }
    }

    /**
     * @param version of the queue's row as this worker took it
     * @return whether the execution is still this worker's; while it stood still it may have been taken for dead, and another have begun
     */
    public boolean isStillTaken(Execution execution, long version) {
        return jdbc.sql(
                                "select count(*) from scheduled_tasks where task_name = ? and task_instance = ? and version = ?")
                        .params(TASK, execution.key(), version)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** @return places in the queue, from 1, of those that wait */
    Map<UUID, Integer> positions(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Integer> places = new HashMap<>();
        jdbc.sql(ids.size() <= FEW ? FEW_POSITIONS : POSITIONS)
                .param("ids", List.copyOf(ids))
                .query(row -> {
                    places.put(row.getObject("id", UUID.class), row.getInt("place"));
                });
        return places;
    }
}
