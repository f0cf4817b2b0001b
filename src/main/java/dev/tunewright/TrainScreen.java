package dev.tunewright;

import dev.tunewright.engine.runner.TrainEvent;
import java.util.function.Consumer;

/** Shows a trainer's events in a shell. */
final class TrainScreen implements Consumer<TrainEvent> {

    private final ProgressScreen screen;

    TrainScreen(ProgressScreen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(TrainEvent event) {
        if (event instanceof TrainEvent.Step step) {
            screen.step(step.step(), step.loss(), step.time());
        } else if (event instanceof TrainEvent.Evaluated evaluated) {
            screen.evaluation(evaluated.epoch(), evaluated.step(), evaluated.metrics());
        } else if (event instanceof TrainEvent.Started started) {
            started(started);
        } else if (event instanceof TrainEvent.Message message) {
            screen.line((message.level().equals("warning") ? "Warning: " : "") + message.text());
        } else if (event instanceof TrainEvent.Predicted predicted) {
            screen.line("Final model on " + predicted.rows() + " rows of " + predicted.split() + ": "
                    + ProgressScreen.scores(predicted.metrics(), "test_"));
        } else if (event instanceof TrainEvent.Stopped stopped) {
            screen.line("Stopped after step " + stopped.step() + "; checkpoint: " + stopped.checkpoint());
        } else if (event instanceof TrainEvent.Failed failed) {
            screen.line("Failed (" + failed.code() + "): " + failed.message());
        }
    }

    private void started(TrainEvent.Started started) {
        screen.begin(started.maxSteps());
        String from = started.step() == 0 ? "" : ", going on after step " + started.step();
        screen.line(started.trainRows() + " rows to train on, " + started.evalRows() + " to evaluate; "
                + started.maxSteps() + " steps on " + started.device() + from);
    }
}
