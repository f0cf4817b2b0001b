package dev.tunewright.service.job;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/**
 * A job and its life. Every transition checks that it is possible and takes the next id of the job's event sequence; it
 * is called with the row locked, so that the ids of the relay's batches and of these transitions never cross.
 */
@Entity
@DynamicUpdate
class Job {

    @Id
    private UUID id;

    private String name;

    @Convert(converter = JobJson.OfStatus.class)
    private JobStatus status;

    @Convert(converter = JobJson.OfSpec.class)
    private JobSpec spec;

    @Convert(converter = JobJson.OfObject.class)
    private Map<String, Object> arguments;

    @ElementCollection
    @CollectionTable(name = "job_tag", joinColumns = @JoinColumn(name = "job_id"))
    @MapKeyColumn(name = "name")
    @Column(name = "tag_value")
    private Map<String, String> tags;

    private int priority;

    private int attempt;

    /** Batches of events that the current attempt has stored. */
    private int batch;

    /** Counts submissions to the queue; an execution of an earlier one is void. */
    private int execution;

    /** Attempts that were lost since the job was last submitted to the queue by a person. */
    private int crashes;

    /** How long attempts have trained since then, in milliseconds; written by the relay. */
    private long ranMillis;

    @Convert(converter = JobJson.OfPins.class)
    private @Nullable HubPins hubPins;

    private @Nullable String worker;
    private @Nullable String device;
    private Instant createdAt;
    /** Its age in the queue, and not before it the next attempt begins. */
    private Instant queuedAt;

    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    @Embedded
    private Progress progress;

    private @Nullable Integer modelStep;

    @Embedded
    private @Nullable JobError error;

    private boolean cancelRequested;
    private @Nullable String idempotencyKey;
    private @Nullable String requestHash;
    private @Nullable String submittedBy;
    private long lastEvent;

    @SuppressWarnings("NullAway.Init")
    protected Job() {}

    Job(UUID id, NewJob submitted, Instant now) {
        this.id = id;
        this.spec = submitted.spec();
        this.hubPins = submitted.pins();
        this.name = submitted.spec().name() != null ? submitted.spec().name() : "job-" + id;
        this.arguments = submitted.arguments();
        this.tags = new LinkedHashMap<>(submitted.spec().tags());
        this.priority = submitted.spec().priority();
        this.progress = Progress.none(submitted.maxSteps());
        this.idempotencyKey = submitted.idempotencyKey();
        this.requestHash = submitted.requestHash();
        this.submittedBy = submitted.submittedBy();
        this.createdAt = now;
        this.queuedAt = now;
        this.status = JobStatus.QUEUED;
    }

    /** The first entry of the sequence. */
    JobEvent created() {
        return statusEvent(createdAt);
    }

    /** A worker takes the job: the next attempt begins. */
    JobEvent markRunning(String worker, String device, Instant now) {
        require(status == JobStatus.QUEUED, JobStatus.RUNNING);
        this.status = JobStatus.RUNNING;
        this.attempt++;
        this.batch = 0;
        this.worker = worker;
        this.device = device;
        if (startedAt == null) {
            this.startedAt = now;
        }
        return statusEvent(now);
    }

    /** @param modelStep global step that the kept model is from */
    JobEvent markSucceeded(int modelStep, Instant now) {
        require(status == JobStatus.RUNNING, JobStatus.SUCCEEDED);
        this.modelStep = modelStep;
        return end(JobStatus.SUCCEEDED, now);
    }

    JobEvent markFailed(JobError error, Instant now) {
        require(!status.isTerminal(), JobStatus.FAILED);
        this.error = error;
        return end(JobStatus.FAILED, now);
    }

    JobEvent markCancelled(Instant now) {
        require(!status.isTerminal(), JobStatus.CANCELLED);
        return end(JobStatus.CANCELLED, now);
    }

    /** The running trainer is to stop after its current step; the attempt's end makes the job cancelled. */
    void requestCancel() {
        require(status == JobStatus.RUNNING, JobStatus.CANCELLED);
        this.cancelRequested = true;
    }

    /** Its worker goes down, by no fault of the job, which keeps its age in the queue. */
    JobEvent markGivenBack(Instant now) {
        require(status == JobStatus.RUNNING, JobStatus.QUEUED);
        return waitFrom(queuedAt, now);
    }

    /** The attempt was lost; another one follows, not before the given time. */
    JobEvent markWaitingAgain(Instant from, Instant now) {
        require(status == JobStatus.RUNNING, JobStatus.QUEUED);
        return waitFrom(from, now);
    }

    /** A person lets an ended job go on; earlier crashes no longer count. */
    JobEvent markResumed(Instant now) {
        require(status == JobStatus.FAILED || status == JobStatus.CANCELLED, JobStatus.QUEUED);
        this.error = null;
        this.crashes = 0;
        this.cancelRequested = false;
        this.finishedAt = null;
        this.execution++;
        this.ranMillis = 0;
        return waitFrom(now, now);
    }

    /** @return attempts lost so far, this one included */
    int countCrash() {
        return ++crashes;
    }

    JobEvent warning(String code, String message, Instant now) {
        return message("warning", code, message, Map.of(), now);
    }

    /** @param more what clients may want as numbers */
    JobEvent message(String level, String code, String message, Map<String, Object> more, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("level", level);
        data.put("code", code);
        data.put("message", message);
        data.put("attempt", attempt);
        data.putAll(more);
        return new JobEvent(++lastEvent, JobEvent.Type.MESSAGE, null, data, now);
    }

    private JobEvent end(JobStatus ended, Instant now) {
        this.status = ended;
        this.finishedAt = now;
        return statusEvent(now);
    }

    private JobEvent waitFrom(Instant from, Instant now) {
        this.status = JobStatus.QUEUED;
        this.queuedAt = from;
        this.worker = null;
        this.device = null;
        return statusEvent(now);
    }

    private JobEvent statusEvent(Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", status.wire());
        data.put("attempt", attempt);
        data.put("error", error);
        return new JobEvent(++lastEvent, JobEvent.Type.STATUS, null, data, now);
    }

    private void require(boolean possible, JobStatus next) {
        if (!possible) {
            throw new IllegalStateException(
                    "job " + id + " is " + status.wire() + " and cannot become " + next.wire() + ". Indicates a bug.");
        }
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    JobStatus status() {
        return status;
    }

    JobSpec spec() {
        return spec;
    }

    /** @return none for a job from before they were kept */
    HubPins hubPins() {
        return hubPins == null ? HubPins.NONE : hubPins;
    }

    Map<String, Object> arguments() {
        return arguments;
    }

    Map<String, String> tags() {
        return tags;
    }

    int priority() {
        return priority;
    }

    int attempt() {
        return attempt;
    }

    /** @return whether it waits for the first time since it came into the queue: what was given back did its waiting before */
    boolean waitsForTheFirstTime() {
        return startedAt == null || startedAt.isBefore(queuedAt);
    }

    Duration ran() {
        return Duration.ofMillis(ranMillis);
    }

    Execution execution() {
        return new Execution(id, execution);
    }

    @Nullable
    String worker() {
        return worker;
    }

    @Nullable
    String device() {
        return device;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant queuedAt() {
        return queuedAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant finishedAt() {
        return finishedAt;
    }

    Progress progress() {
        return progress;
    }

    @Nullable
    Integer modelStep() {
        return modelStep;
    }

    @Nullable
    JobError error() {
        return error;
    }

    boolean cancelRequested() {
        return cancelRequested;
    }

    @Nullable
    String requestHash() {
        return requestHash;
    }

    @Nullable
    String submittedBy() {
        return submittedBy;
    }
}
