package dev.tunewright.service.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as the contract shows it. */
record JobView(
        UUID id,
        String name,
        String status,
        String checkpoint,
        @Nullable String checkpointCommit,
        DatasetReference dataset,
        @Nullable String datasetCommit,
        Map<String, Object> hyperparameters,
        Map<String, Object> config,
        @Nullable Integer numLabels,
        List<String> metrics,
        Map<String, String> tags,
        int priority,
        @Nullable Integer maxAttempts,
        @Nullable Integer timeoutSeconds,
        @Nullable String submittedBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer queuePosition,
        Pace progress,
        int attempt,
        @Nullable String worker,
        @Nullable String device,
        boolean cancelRequested,
        Latest latest,
        @Nullable Map<String, Object> best,
        @Nullable JobError error,
        Links links) {

    record Pace(
            int step,
            int maxSteps,
            double epoch,
            @Nullable Double stepsPerSecond,
            @Nullable Instant eta) {}

    record Latest(@Nullable Double loss, @Nullable Map<String, Object> eval) {}

    record Links(String self, String metrics, String log, String events, String report) {}

    /** @param queuePosition from 1; null unless the job waits */
    static JobView of(Job job, @Nullable Integer queuePosition, Clock clock) {
        JobSpec spec = job.spec();
        String self = "/jobs/" + job.id();
        return new JobView(
                job.id(),
                job.name(),
                job.status().wire(),
                spec.checkpoint(),
                job.hubPins().checkpointCommit(),
                spec.dataset(),
                job.hubPins().datasetCommit(),
                job.arguments(),
                spec.config(),
                spec.numLabels(),
                spec.metrics(),
                Map.copyOf(job.tags()),
                job.priority(),
                spec.maxAttempts(),
                spec.timeoutSeconds(),
                job.submittedBy(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                queuePosition,
                pace(job, clock),
                job.attempt(),
                job.worker(),
                job.device(),
                job.cancelRequested(),
                new Latest(job.progress().latestLoss(), job.progress().latestEval()),
                job.progress().best(),
                job.error(),
                new Links(self, self + "/metrics", self + "/log", self + "/events", self + "/report"));
    }

    private static Pace pace(Job job, Clock clock) {
        Progress progress = job.progress();
        Double rate = job.status() == JobStatus.RUNNING ? progress.stepsPerSecond() : null;
        Instant eta = null;
        if (rate != null && rate > 0) {
            long remainingMillis = Math.round((progress.maxSteps() - progress.step()) / rate * 1000);
            eta = clock.instant().plus(Duration.ofMillis(remainingMillis));
        }
        return new Pace(progress.step(), progress.maxSteps(), progress.epoch(), progress.stepsPerSecond(), eta);
    }
}
