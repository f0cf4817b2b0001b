package dev.tunewright.service.worker;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.DatabaseClock;
import dev.tunewright.service.job.Execution;
import dev.tunewright.service.job.JobQueue;
import dev.tunewright.service.trace.JobLog;
import dev.tunewright.service.trace.Traces;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What db-scheduler calls: one execution is one attempt, and a job that waits for another one keeps its execution. */
final class TrainQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TrainQueue.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(10);

    private final JobQueue queue;
    private final Attempts attempts;
    private final Worker worker;
    private final Devices devices;
    private final DatabaseClock clock;
    private final Duration beforeRevival;
    private final String workerName;
    private final Traces traces;

    TrainQueue(
            JobQueue queue,
            Attempts attempts,
            Worker worker,
            Devices devices,
            DatabaseClock clock,
            WorkerSettings settings,
            Traces traces) {
        this.queue = queue;
        this.attempts = attempts;
        this.worker = worker;
        this.devices = devices;
        this.clock = clock;
        this.beforeRevival = settings.heartbeatInterval().multipliedBy(3);
        this.workerName = settings.nameOrHost();
        this.traces = traces;
    }

    /** An execution carries the trace of the request that queued the job. */
    CustomTask<String> task() {
        return Tasks.custom(JobQueue.TASK, String.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plus(AFTER_A_FAULT)))
                .onDeadExecution(this::revive)
                .execute(this::execute);
    }

    private CompletionHandler<String> execute(TaskInstance<String> instance, ExecutionContext context) {
        Execution execution = Execution.ofKey(instance.getId());
        long version = context.getExecution().version;
        Device device = devices.take();
        try (MDC.MDCCloseable named = JobLog.job(execution.jobId())) {
            Optional<Attempt> attempt = attempts.begin(execution, version, workerName, device.name());
            if (attempt.isEmpty()) {
                return nothingBegun(execution, version);
            }
            Optional<Instant> again =
                    run(attempt.get(), device, instance.getData(), context.getExecution().executionTime);
            return again.isEmpty()
                    ? new CompletionHandler.OnCompleteRemove<>()
                    : (complete, operations) -> operations.reschedule(complete, again.get());
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the worker went down before its trainer had stopped", shutdown);
        } finally {
            devices.giveBack(device);
        }
    }

    /** A row of the queue that another worker has taken meanwhile is that one's. */
    private CompletionHandler<String> nothingBegun(Execution execution, long version) {
        if (queue.isStillTaken(execution, version)) {
            return new CompletionHandler.OnCompleteRemove<>();
        }
        LOG.warn("{} was taken for lost before it began here", execution);
        return (complete, operations) -> {};
    }

    /** @return when another attempt may begin, if the job waits for one */
    private Optional<Instant> run(Attempt attempt, Device device, @Nullable String origin, Instant due)
            throws InterruptedException {
        try (MDC.MDCCloseable named = JobLog.attempt(attempt.number());
                AttemptSpan span = AttemptSpan.begin(traces, origin, attempt, due, clock.instant())) {
            AttemptResult result = worker.run(attempt, device);
            span.ended(result);
            return DatabaseWait.until("the end of job " + attempt.jobId(), () -> attempts.end(attempt, result));
        }
    }

    /**
     * The heartbeat of another worker, or of this one before it was started again, has stopped. After this node or the database
     * was away, all heartbeats look stale for a moment: then the others get time to tell that they live.
     */
    private void revive(ExecutionComplete complete, ExecutionOperations<String> operations) {
        Execution execution =
                Execution.ofKey(complete.getExecution().taskInstance.getId());
        if (clock.steadyFor().compareTo(beforeRevival) < 0) {
            LOG.info("the worker of {} looks dead, but all of them may for now", execution);
            return;
        }
        try (MDC.MDCCloseable named = JobLog.job(execution.jobId())) {
            attempts.workerLost(execution)
                    .ifPresentOrElse(again -> operations.reschedule(complete, again), operations::stop);
        }
    }
}
