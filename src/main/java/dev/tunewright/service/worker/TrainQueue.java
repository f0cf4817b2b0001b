package dev.tunewright.service.worker;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.Execution;
import dev.tunewright.service.job.JobQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What db-scheduler calls: one execution is one attempt, and a job that waits for another one keeps its execution. */
final class TrainQueue {

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(10);

    private final Attempts attempts;
    private final Worker worker;
    private final Devices devices;
    private final Clock clock;
    private final String workerName;

    TrainQueue(Attempts attempts, Worker worker, Devices devices, Clock clock, String workerName) {
        this.attempts = attempts;
        this.worker = worker;
        this.devices = devices;
        this.clock = clock;
        this.workerName = workerName;
    }

    CustomTask<Void> task() {
        return Tasks.custom(JobQueue.TASK, Void.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plus(AFTER_A_FAULT)))
                .onDeadExecution(this::revive)
                .execute((instance, context) -> execute(Execution.ofKey(instance.getId())));
    }

    private CompletionHandler<Void> execute(Execution execution) {
        Device device = devices.take();
        try {
            Optional<Attempt> attempt = attempts.begin(execution, workerName, device.name());
            boolean again = attempt.isPresent() && run(attempt.get(), device);
            return again ? this::again : new CompletionHandler.OnCompleteRemove<>();
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the worker went down before its trainer had stopped", shutdown);
        } finally {
            devices.giveBack(device);
        }
    }

    /** @return true if the job waits for another attempt */
    private boolean run(Attempt attempt, Device device) throws InterruptedException {
        AttemptResult result = worker.run(attempt, device);
        return DatabaseWait.until("the end of job " + attempt.jobId(), () -> attempts.end(attempt, result));
    }

    private void again(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        operations.reschedule(complete, clock.instant());
    }

    /** The heartbeat of another worker, or of this one before it was started again, has stopped. */
    private void revive(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Execution execution =
                Execution.ofKey(complete.getExecution().taskInstance.getId());
        if (attempts.workerLost(execution)) {
            again(complete, operations);
        } else {
            operations.stop();
        }
    }
}
