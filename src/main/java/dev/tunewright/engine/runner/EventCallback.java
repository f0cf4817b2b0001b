package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.trainer.TrainerCallback;
import dev.tunewright.engine.trainer.TrainerState;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what the trainer tells into events. */
final class EventCallback implements TrainerCallback {

    private final TrainSpec spec;
    private final Dataset dataset;
    private final TrainingArguments arguments;
    private final Consumer<TrainEvent> events;
    private final BooleanSupplier stop;
    private TrainEvent.@Nullable Best best;
    private @Nullable Path lastCheckpoint;
    private List<Integer> resumedFromSteps = List.of();

    EventCallback(
            TrainSpec spec,
            Dataset dataset,
            TrainingArguments arguments,
            Consumer<TrainEvent> events,
            BooleanSupplier stop) {
        this.spec = spec;
        this.dataset = dataset;
        this.arguments = arguments;
        this.events = events;
        this.stop = stop;
    }

    @Override
    public void onTrainBegin(TrainerState state, int maxSteps) {
        best = bestOf(state);
        resumedFromSteps = state.resumedFromSteps();
        events.accept(new TrainEvent.Started(
                state.globalStep(),
                maxSteps,
                dataset.train().size(),
                dataset.evaluatedSplit()
                        .map(split -> dataset.split(split).size())
                        .orElse(0),
                arguments.values(),
                spec.device()));
    }

    @Override
    public void onStepEnd(Step step) {
        events.accept(new TrainEvent.Step(
                step.step(), step.epoch(), step.loss(), step.learningRate(), step.gradNorm(), step.time()));
    }

    @Override
    public void onLog(Map<String, Object> entry) {
        events.accept(new TrainEvent.Logged(entry));
    }

    @Override
    public void onEvaluate(TrainerState state, Map<String, Double> metrics) {
        best = bestOf(state);
        events.accept(new TrainEvent.Evaluated(
                state.globalStep(), state.epoch(), metrics, best, Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }

    @Override
    public void onSave(int step, Path checkpoint, List<Path> removed) {
        lastCheckpoint = checkpoint;
        events.accept(new TrainEvent.Checkpointed(step, checkpoint, removed));
    }

    @Override
    public void onOutOfMemory(String argument, int rows, String reason) {
        events.accept(new TrainEvent.Message(
                "warning",
                "out_of_memory",
                "Not enough memory for the rows of " + argument + ": a batch now runs in pieces of " + rows
                        + ", which changes neither steps nor loss (" + reason + ")"));
    }

    @Override
    public boolean shouldStop() {
        return stop.getAsBoolean();
    }

    private TrainEvent.@Nullable Best bestOf(TrainerState state) {
        return state.best()
                .map(found ->
                        new TrainEvent.Best(arguments.metricForBestModel().orElse("loss"), found.value(), found.step()))
                .orElse(null);
    }

    /** @return steps at which this run was stopped or killed and went on, in order */
    List<Integer> resumedFromSteps() {
        return resumedFromSteps;
    }

    TrainEvent.@Nullable Best best() {
        return best;
    }

    @Nullable
    Path lastCheckpoint() {
        return lastCheckpoint;
    }
}
