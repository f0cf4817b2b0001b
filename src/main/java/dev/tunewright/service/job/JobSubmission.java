package dev.tunewright.service.job;

import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.service.dataset.UploadedDatasets;
import dev.tunewright.service.webhook.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes checked jobs in: the job's row and its place in the queue in one transaction. */
@Component
public class JobSubmission {

    /** @param created false where an earlier request with the same key had made the job */
    public record Submitted(UUID id, boolean created) {}

    private final JobRepository jobs;
    private final JobEvents events;
    private final JobQueue queue;
    private final UploadedDatasets uploads;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final Clock clock;

    JobSubmission(
            JobRepository jobs,
            JobEvents events,
            JobQueue queue,
            UploadedDatasets uploads,
            Outbox outbox,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jobs = jobs;
        this.events = events;
        this.queue = queue;
        this.uploads = uploads;
        this.outbox = outbox;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    public Submitted submit(JobSpec spec, Preflight.Plan plan) {
        return submit(spec, plan, null, null);
    }

    /**
     * @param requestHash of the whole body
     * @throws IdempotencyKeyReusedException if the key came before with another body
     */
    public Submitted submit(
            JobSpec spec, Preflight.Plan plan, @Nullable String idempotencyKey, @Nullable String requestHash) {
        return submit(new NewJob(
                spec, HubPins.NONE, plan.arguments(), plan.maxSteps(), idempotencyKey, requestHash, null, null));
    }

    /** @throws IdempotencyKeyReusedException if the key came before with another body */
    Submitted submit(NewJob submitted) {
        try {
            return new Submitted(transaction.execute(status -> insert(submitted)), true);
        } catch (DataIntegrityViolationException takenKey) {
            // Two requests with one key at the same time: the database let one through.
            return earlier(submitted.idempotencyKey(), submitted.requestHash()).orElseThrow(() -> takenKey);
        }
    }

    /**
     * @return the job that this key made before
     * @throws IdempotencyKeyReusedException if that was with another body
     */
    public Optional<Submitted> earlier(@Nullable String idempotencyKey, @Nullable String requestHash) {
        if (idempotencyKey == null) {
            return Optional.empty();
        }
        Optional<Job> first = jobs.findByIdempotencyKey(idempotencyKey);
        first.filter(job -> !Objects.equals(job.requestHash(), requestHash)).ifPresent(job -> {
            throw new IdempotencyKeyReusedException(idempotencyKey, job);
        });
        return first.map(job -> new Submitted(job.id(), false));
    }

    private UUID insert(NewJob submitted) {
        Instant now = clock.instant();
        Job job = new Job(UUID.randomUUID(), submitted, now);
        JobEvent created = job.created();
        jobs.saveAndFlush(job);
        String dataset = submitted.spec().dataset().id();
        if (dataset != null) {
            uploads.use(dataset, job.id());
        }
        outbox.add(job.id(), submitted.webhook());
        events.append(job.id(), List.of(created));
        queue.add(job);
        return job.id();
    }
}
