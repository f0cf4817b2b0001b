package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.trace.Traces;
import java.time.Instant;

/** Spans of what a trainer does, as far as its events tell; the trainer itself sends none. */
final class TrainerPhases implements AutoCloseable {

    private static final double NANOS = 1e9;

    private final Traces traces;
    private Traces.Phase phase;

    /** The trainer is about to be started. */
    TrainerPhases(Traces traces) {
        this.traces = traces;
        this.phase = traces.phase("start");
    }

    void note(TrainEvent event) {
        if (event instanceof TrainEvent.Started) {
            phase.close();
            phase = traces.phase("train");
        } else if (event instanceof TrainEvent.Evaluated evaluated) {
            Instant ended = evaluated.time();
            double seconds = evaluated.metrics().getOrDefault("runtime", 0.0);
            traces.past("evaluate", ended.minusNanos(Math.round(seconds * NANOS)), ended);
        } else if (event instanceof TrainEvent.Finished) {
            phase.close();
            phase = Traces.Phase.NONE;
        }
    }

    /** @return lasts while what the event tells of is put into the artifact store */
    Traces.Phase keep(TrainEvent event) {
        if (event instanceof TrainEvent.Checkpointed) {
            return traces.phase("checkpoint");
        }
        return event instanceof TrainEvent.Predicted ? traces.phase("predictions") : Traces.Phase.NONE;
    }

    @Override
    public void close() {
        phase.close();
    }
}
