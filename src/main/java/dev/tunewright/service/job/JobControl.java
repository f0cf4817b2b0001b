package dev.tunewright.service.job;

import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.webhook.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a person may do with a job that is there: cancel, resume, delete. */
@Component
class JobControl {

    private final JobRepository jobs;
    private final JobEvents events;
    private final JobQueue queue;
    private final ArtifactStore artifacts;
    private final Outbox outbox;
    private final ApplicationEventPublisher hints;
    private final Clock clock;

    JobControl(
            JobRepository jobs,
            JobEvents events,
            JobQueue queue,
            ArtifactStore artifacts,
            Outbox outbox,
            ApplicationEventPublisher hints,
            Clock clock) {
        this.jobs = jobs;
        this.events = events;
        this.queue = queue;
        this.artifacts = artifacts;
        this.outbox = outbox;
        this.hints = hints;
        this.clock = clock;
    }

    /** A job that waits is cancelled at once; one that runs is asked to stop. */
    @Transactional
    public void cancel(UUID id) {
        Job job = locked(id);
        switch (job.status()) {
            case QUEUED -> {
                queue.remove(job);
                tell(job, job.markCancelled(clock.instant()));
            }
            case RUNNING -> job.requestCancel();
            case SUCCEEDED, FAILED, CANCELLED ->
                throw new JobConflictException(job, "only a job that has not ended can be cancelled");
        }
    }

    /** From its last checkpoint, or from the start where there is none. */
    @Transactional
    public void resume(UUID id) {
        Job job = locked(id);
        switch (job.status()) {
            case FAILED, CANCELLED -> {
                tell(job, job.markResumed(clock.instant()));
                queue.add(job);
            }
            case QUEUED, RUNNING, SUCCEEDED ->
                throw new JobConflictException(job, "only a failed or cancelled job can be resumed");
        }
    }

    /** Files first: a job whose files could not be removed is still there to be deleted again. */
    @Transactional
    public void delete(UUID id) {
        Job job = locked(id);
        if (!job.status().isTerminal()) {
            throw new JobConflictException(job, "cancel it before deleting it");
        }
        hints.publishEvent(new JobDeletion(id));
        try {
            artifacts.delete("jobs/" + id);
        } catch (IOException e) {
            throw new UncheckedIOException("files of job " + id + " could not be removed", e);
        }
        outbox.forget(id);
        jobs.delete(job);
        hints.publishEvent(new JobDeleted(id));
    }

    private Job locked(UUID id) {
        return jobs.findLocked(id).orElseThrow(() -> new JobNotFoundException(id));
    }

    private void tell(Job job, JobEvent event) {
        events.append(job.id(), List.of(event));
        hints.publishEvent(new JobChanged(job.id()));
    }
}
