package dev.tunewright.service.retention;

import dev.tunewright.service.StartupProblem;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept; what has no value is kept for ever.
 *
 * @param interval between two rounds
 * @param orphanAge how old an artifact without a job, or a file half written, must be before it is removed
 * @param checkpointAge time after a job's end after which its checkpoints go; a resume then starts from the beginning
 * @param checkpointCount so many checkpoints of an ended job stay, the furthest
 * @param stepAge time after a job's end after which its step rows are thinned
 * @param stepCount so many step rows of a job are left then, extremes among them; 0: none
 * @param idempotencyKeyAge time after which an {@code Idempotency-Key} may be used anew
 * @param datasetAge time after which an uploaded data set goes that no job has named since
 * @param webhookAge time after which messages go that were delivered or given up
 */
@ConfigurationProperties("tunewright.retention")
public record RetentionSettings(
        @DefaultValue("6h") Duration interval,
        @DefaultValue("1d") Duration orphanAge,
        @Nullable Duration checkpointAge,
        @Nullable Integer checkpointCount,
        @Nullable Duration stepAge,
        @DefaultValue("1000") int stepCount,
        @Nullable Duration idempotencyKeyAge,
        @Nullable Duration datasetAge,
        @Nullable Duration webhookAge) {

    /** What is written takes its time; nothing of it may go meanwhile. */
    private static final Duration YOUNGEST_ORPHAN = Duration.ofHours(1);

    public RetentionSettings {
        if (orphanAge.compareTo(YOUNGEST_ORPHAN) < 0) {
            throw new StartupProblem(
                    "tunewright.retention.orphan-age is " + orphanAge
                            + ": what a running attempt is writing could be taken for abandoned.",
                    "Set it to 1h or more.");
        }
    }

    /** @return the time before which things of this age came; null where they are kept for ever */
    public static @Nullable Instant before(Instant now, @Nullable Duration age) {
        return age == null ? null : now.minus(age);
    }
}
