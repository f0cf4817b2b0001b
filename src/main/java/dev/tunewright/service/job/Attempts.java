package dev.tunewright.service.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Transactional;

/** How attempts at a job begin and end; each method is one short transaction on the job's locked row. */
@Component
public class Attempts {

    /** What an attempt that is under way should do. */
    public enum Verdict {
        /** It is the job's current one. */
        GO_ON,
        /** Its job is to be cancelled. */
        STOP,
        /** Another attempt took its place, or the job is gone. */
        FENCED
    }

    private static final JobError WORKER_LOST = new JobError(
            JobError.WORKER_LOST,
            "the worker gave no sign of life any more; see whether its machine was stopped",
            true);

    private final JobRepository jobs;
    private final JobQueue queue;
    private final JobEvents events;
    private final JobMeters meters;
    private final ApplicationEventPublisher hints;
    private final Clock clock;
    private final RetrySettings retries;

    Attempts(
            JobRepository jobs,
            JobQueue queue,
            JobEvents events,
            JobMeters meters,
            ApplicationEventPublisher hints,
            Clock clock,
            RetrySettings retries) {
        this.jobs = jobs;
        this.queue = queue;
        this.events = events;
        this.meters = meters;
        this.hints = hints;
        this.clock = clock;
        this.retries = retries;
    }

    /**
     * @param version of the queue's row as this worker took it
     * @return the new attempt; empty if the job no longer waits for this execution, or another worker has taken it meanwhile
     */
    @Transactional
    public Optional<Attempt> begin(Execution execution, long version, String worker, String device) {
        return locked(execution)
                .filter(job -> queue.isStillTaken(execution, version))
                .filter(job -> job.status() != JobStatus.RUNNING || waitsAfterLoss(job))
                .filter(job -> job.status() == JobStatus.QUEUED)
                .map(job -> {
                    Instant now = clock.instant();
                    meters.begins(job, now);
                    tell(job, job.markRunning(worker, device, now));
                    return new Attempt(
                            job.id(), job.attempt(), job.spec(), job.hubPins(), job.ran(), timeout(job.spec()));
                });
    }

    /** Whether an attempt that is under way should go on; a database that is away for a moment changes nothing. */
    public Verdict verdict(Attempt attempt) {
        try {
            return jobs.findById(attempt.jobId())
                    .filter(job -> isCurrent(job, attempt))
                    .map(job -> job.cancelRequested() ? Verdict.STOP : Verdict.GO_ON)
                    .orElse(Verdict.FENCED);
        } catch (DataAccessException | TransactionException databaseAway) {
            return Verdict.GO_ON;
        }
    }

    /** Tells something of the attempt that no trainer tells; of one that is fenced, nothing. */
    @Transactional
    public void note(Attempt attempt, String code, String message, Map<String, Object> more) {
        jobs.findLocked(attempt.jobId())
                .filter(job -> isCurrent(job, attempt))
                .ifPresent(job -> tell(job, job.message("info", code, message, more, clock.instant())));
    }

    /** @return when another attempt may begin, if the job waits for one; a fenced attempt's end changes nothing */
    @Transactional
    public Optional<Instant> end(Attempt attempt, AttemptResult result) {
        Optional<Job> found = jobs.findLocked(attempt.jobId());
        found.filter(job -> isCurrent(job, attempt)).ifPresent(job -> apply(job, result));
        // Also true for one that tells its end again, not having heard of the commit.
        return found.filter(job -> job.status() == JobStatus.QUEUED && job.attempt() == attempt.number())
                .map(Job::queuedAt);
    }

    /** The worker of this execution is dead. @return when another attempt may begin, if the job waits for one */
    @Transactional
    public Optional<Instant> workerLost(Execution execution) {
        return locked(execution)
                .filter(job -> job.status() == JobStatus.QUEUED || waitsAfterLoss(job))
                .map(Job::queuedAt);
    }

    private @Nullable Duration timeout(JobSpec spec) {
        return spec.timeoutSeconds() == null ? retries.jobTimeout() : Duration.ofSeconds(spec.timeoutSeconds());
    }

    private boolean waitsAfterLoss(Job job) {
        if (job.status() == JobStatus.RUNNING) {
            lose(job, WORKER_LOST);
        }
        return job.status() == JobStatus.QUEUED;
    }

    private void apply(Job job, AttemptResult result) {
        if (result instanceof AttemptResult.Succeeded succeeded) {
            tell(job, job.markSucceeded(succeeded.modelStep(), clock.instant()));
        } else if (result instanceof AttemptResult.Failed failed) {
            tell(job, job.markFailed(failed.error(), clock.instant()));
        } else if (result instanceof AttemptResult.Lost lost) {
            lose(job, lost.error());
        } else if (result instanceof AttemptResult.Stopped) {
            tell(job, job.cancelRequested() ? job.markCancelled(clock.instant()) : job.markGivenBack(clock.instant()));
        }
    }

    private void lose(Job job, JobError error) {
        Instant now = clock.instant();
        int losses = job.countCrash();
        tell(job, job.warning(error.code(), error.message(), now));
        if (job.cancelRequested()) {
            tell(job, job.markCancelled(now));
        } else if (losses < maxAttempts(job.spec())) {
            tell(job, job.markWaitingAgain(now.plus(retries.pause(error, losses)), now));
        } else {
            String message = error.message() + "; given up after " + losses
                    + " lost attempts (max_attempts, tunewright.worker.max-attempts), POST /jobs/" + job.id()
                    + "/resume tries again";
            tell(job, job.markFailed(new JobError(error.code(), message, error.retryable()), now));
        }
    }

    private int maxAttempts(JobSpec spec) {
        return spec.maxAttempts() == null ? retries.maxAttempts() : spec.maxAttempts();
    }

    private Optional<Job> locked(Execution execution) {
        return jobs.findLocked(execution.jobId()).filter(job -> job.execution().equals(execution));
    }

    private static boolean isCurrent(Job job, Attempt attempt) {
        return job.status() == JobStatus.RUNNING && job.attempt() == attempt.number();
    }

    private void tell(Job job, JobEvent event) {
        events.append(job.id(), List.of(event));
        hints.publishEvent(new JobChanged(job.id()));
    }
}
