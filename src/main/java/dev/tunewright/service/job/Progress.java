package dev.tunewright.service.job;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come; written by the relay alone, with each batch of events.
 *
 * @param stepsPerSecond over the last steps; null before the second one
 * @param latestLoss of the last step; may be NaN
 * @param latestEval the last evaluation, as in the contract
 * @param best {@code metric, value, step}
 */
@Embeddable
record Progress(
        int step,
        @Column(name = "max_steps") int maxSteps,
        double epoch,
        @Nullable @Column(name = "steps_per_second") Double stepsPerSecond,
        @Nullable @Column(name = "latest_loss") Double latestLoss,

        @Nullable @Convert(converter = JobJson.OfObject.class) @Column(name = "latest_eval")
        Map<String, Object> latestEval,

        @Nullable @Convert(converter = JobJson.OfObject.class)
        Map<String, Object> best) {

    static Progress none(int maxSteps) {
        return new Progress(0, maxSteps, 0, null, null, null, null);
    }
}
