package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.metric.AttemptRecorder;
import dev.tunewright.service.metric.Told;
import dev.tunewright.service.trace.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The only reader of one trainer's events: stores them in batches, and stops the trainer when the job is cancelled or has
 * gone to another attempt. Runs on the attempt's own thread; no transaction outlives a batch.
 */
final class EventRelay {

    private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
    private static final Duration BATCH_TIME = Duration.ofMillis(100);
    private static final int BATCH_ROWS = 500;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** What the relay needs of its node. */
    record Node(
            AttemptRecorder recorder,
            Attempts attempts,
            AttemptArtifacts artifacts,
            RelayMeters meters,
            StoreWait store,
            TrainerWatch.Limits limits) {}

    private final Attempt attempt;
    private final TrainerProcess trainer;
    private final TrainerOutput output;
    private final Node node;
    private final TrainerPhases phases;
    private final StepRate rate = new StepRate();
    private final SampleCount samples = new SampleCount();
    private final TrainerWatch watch;
    private TrainerWatch.@Nullable Finding finding;
    private @Nullable TrainEvent last;
    private int batches;
    private boolean fenced;
    private long lastLook = System.nanoTime();

    EventRelay(Attempt attempt, TrainerProcess trainer, TrainerOutput output, Node node, TrainerPhases phases) {
        this.attempt = attempt;
        this.trainer = trainer;
        this.output = output;
        this.node = node;
        this.phases = phases;
        this.watch = new TrainerWatch(node.limits(), attempt, System::nanoTime);
    }

    /**
     * Returns when the trainer's output has ended and all of it is stored, or this attempt no longer counts.
     *
     * @throws IOException if a file of the trainer cannot be put into the artifact store
     */
    void run() throws IOException, InterruptedException {
        while (!fenced && !output.isDone()) {
            List<TrainEvent> batch = output.next(BATCH_ROWS, BATCH_TIME);
            if (!batch.isEmpty()) {
                relay(batch);
            }
            look();
            intervene();
        }
        if (fenced) {
            LOG.warn("attempt {} of job {} no longer counts; its trainer is ended", attempt.number(), attempt.jobId());
            trainer.kill();
        }
    }

    /** @return the event that ended the attempt; null if there was none */
    @Nullable
    TrainEvent last() {
        return last;
    }

    /** @return how the attempt is to end whatever its trainer says, unless that has finished; null if nothing went too far */
    @Nullable
    AttemptResult overruled() {
        return finding == null ? null : finding.result();
    }

    /** Looks again. @return whether what this attempt makes is still asked for */
    boolean isWanted() {
        look();
        return !fenced && !trainer.isStopping();
    }

    boolean isFenced() {
        return fenced;
    }

    private void relay(List<TrainEvent> batch) throws IOException, InterruptedException {
        for (TrainEvent event : batch) {
            note(event);
            keep(event);
        }
        follow(store(batch));
        if (fenced) {
            for (TrainEvent event : batch) {
                node.artifacts().discard(attempt, event);
            }
        } else {
            node.meters().stored(batch, samples.take());
            for (TrainEvent event : batch) {
                node.artifacts().forget(attempt, event);
            }
        }
    }

    private void note(TrainEvent event) {
        phases.note(event);
        if (event instanceof TrainEvent.Step step) {
            rate.add(step);
            watch.note(step);
            samples.add(step);
        } else if (event instanceof TrainEvent.Started begun) {
            samples.begin(begun);
        } else if (event instanceof TrainEvent.Finished
                || event instanceof TrainEvent.Failed
                || event instanceof TrainEvent.Stopped) {
            last = event;
        }
    }

    private void keep(TrainEvent event) throws IOException, InterruptedException {
        try (Traces.Phase keeping = phases.keep(event)) {
            node.store().until("an output of job " + attempt.jobId(), this::isWanted, () -> {
                node.artifacts().keep(attempt, event);
                return event;
            });
        }
    }

    /** Each batch has its number, so that one whose commit was not heard of is not stored again. */
    private Attempts.Verdict store(List<TrainEvent> batch) throws InterruptedException {
        int number = ++batches;
        String what = batch.size() + " events of job " + attempt.jobId();
        return DatabaseWait.until(
                what, () -> node.recorder().record(attempt, new Told(number, batch, rate.perSecond(), watch.ran())));
    }

    /** An attempt that tells nothing for long must still learn that it was cancelled or replaced. */
    private void look() {
        if (System.nanoTime() - lastLook < BETWEEN_LOOKS.toNanos()) {
            return;
        }
        lastLook = System.nanoTime();
        try {
            follow(node.attempts().verdict(attempt));
        } catch (DataAccessException | TransactionException hiccup) {
            LOG.warn("whether job {} goes on cannot be asked now: {}", attempt.jobId(), hiccup.toString());
        }
    }

    private void follow(Attempts.Verdict verdict) {
        lastLook = System.nanoTime();
        switch (verdict) {
            case GO_ON -> {}
            case STOP -> trainer.stop();
            case FENCED -> fenced = true;
        }
    }

    private void intervene() {
        if (finding != null || trainer.isStopping()) {
            return;
        }
        finding = watch.look(output.heard());
        if (finding == null) {
            return;
        }
        LOG.warn("attempt {} of job {} is ended: {}", attempt.number(), attempt.jobId(), finding.result());
        if (finding.withCheckpoint()) {
            trainer.stop();
        } else {
            trainer.kill();
        }
    }
}
