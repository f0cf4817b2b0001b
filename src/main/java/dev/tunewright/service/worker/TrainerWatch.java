package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.JobError;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds attempts that would not end by themselves: trainers that hang, jobs over their time, losses that stay no numbers. */
final class TrainerWatch {

    /**
     * What goes too far.
     *
     * @param hang a trainer that tells nothing for so long hangs
     * @param nonFiniteSteps so many steps in a row whose loss is no number end the job; 0: never
     */
    record Limits(Duration hang, int nonFiniteSteps) {}

    /** @param withCheckpoint whether the trainer is asked to stop, or ended at once */
    record Finding(AttemptResult result, boolean withCheckpoint) {}

    /** A worker that did not run itself for longer than this cannot know what its trainer did meanwhile. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Limits limits;
    private final Attempt attempt;
    private final LongSupplier nanos;
    private final long begun;
    private long lastLook;
    private long heard;
    private long silence;
    private int nonFinite;

    TrainerWatch(Limits limits, Attempt attempt, LongSupplier nanos) {
        this.limits = limits;
        this.attempt = attempt;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.lastLook = begun;
    }

    void note(TrainEvent.Step step) {
        nonFinite = Double.isFinite(step.loss()) ? 0 : nonFinite + 1;
    }

    /** @return for how long the job has trained, all attempts together */
    Duration ran() {
        return attempt.ran().plusNanos(nanos.getAsLong() - begun);
    }

    /**
     * @param lines that the trainer has told so far
     * @return how the attempt is to end; null if it may go on
     */
    @Nullable
    Finding look(long lines) {
        long now = nanos.getAsLong();
        silence = lines == heard ? silence + Math.min(now - lastLook, LONGEST_LOOK.toNanos()) : 0;
        heard = lines;
        lastLook = now;
        Duration timeout = attempt.timeout();
        if (timeout != null && ran().compareTo(timeout) > 0) {
            return timedOut(timeout);
        }
        if (limits.nonFiniteSteps() > 0 && nonFinite >= limits.nonFiniteSteps()) {
            return notFinite();
        }
        return silence > limits.hang().toNanos() ? hung() : null;
    }

    private Finding timedOut(Duration timeout) {
        JobError error = new JobError(
                "job_timeout",
                "the job has trained for longer than " + timeout.toSeconds()
                        + " s, all attempts together (timeout_seconds, tunewright.worker.job-timeout); it stopped with a"
                        + " checkpoint, from which POST /jobs/" + attempt.jobId()
                        + "/resume goes on with as much time again",
                true);
        return new Finding(new AttemptResult.Failed(error), true);
    }

    private Finding notFinite() {
        JobError error = new JobError(
                "loss_not_finite",
                "the loss was no finite number for " + nonFinite + " steps in a row, so the weights are lost; lower"
                        + " learning_rate, set warmup_steps or max_grad_norm, or look at the data"
                        + " (tunewright.worker.non-finite-steps says how many are too many)",
                false);
        return new Finding(new AttemptResult.Failed(error), false);
    }

    private Finding hung() {
        JobError error = new JobError(
                "trainer_hung",
                "the trainer told nothing for " + limits.hang().toSeconds()
                        + " s (tunewright.worker.hang-timeout) and was ended",
                true);
        return new Finding(new AttemptResult.Lost(error), false);
    }
}
