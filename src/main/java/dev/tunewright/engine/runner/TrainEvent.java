package dev.tunewright.engine.runner;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer tells, one JSON line each, in this order:
 * {@code message* started (message | step | logged | evaluated | checkpointed)* (predicted* finished | stopped | failed)}; {@code data_report} comes
 * before or among the first steps.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainEvent.Alive.class, name = "alive"),
    @JsonSubTypes.Type(value = TrainEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = TrainEvent.Message.class, name = "message"),
    @JsonSubTypes.Type(value = TrainEvent.Reported.class, name = "data_report"),
    @JsonSubTypes.Type(value = TrainEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = TrainEvent.Logged.class, name = "logged"),
    @JsonSubTypes.Type(value = TrainEvent.Evaluated.class, name = "evaluated"),
    @JsonSubTypes.Type(value = TrainEvent.Checkpointed.class, name = "checkpointed"),
    @JsonSubTypes.Type(value = TrainEvent.Predicted.class, name = "predicted"),
    @JsonSubTypes.Type(value = TrainEvent.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = TrainEvent.Stopped.class, name = "stopped"),
    @JsonSubTypes.Type(value = TrainEvent.Failed.class, name = "failed")
})
public sealed interface TrainEvent {

    /**
     * Data and model are loaded, the first step is next. Rows of steps above {@code step} that an earlier attempt stored
     * are void: this attempt runs them again.
     *
     * @param step 0, or the step of the checkpoint that this attempt goes on from
     * @param arguments every training argument, resolved
     */
    record Started(int step, int maxSteps, int trainRows, int evalRows, Map<String, Object> arguments, String device)
            implements TrainEvent {}

    /**
     * Something a person should read.
     *
     * @param level {@code info} or {@code warning}
     * @param code stable and machine-readable, such as {@code newly_initialized}
     */
    record Message(String level, String code, String text) implements TrainEvent {}

    /** What the data holds and what training on it is likely to cost. */
    record Reported(TaskReport report) implements TrainEvent {}

    /**
     * One optimizer step.
     *
     * @param loss mean over the step's samples; may be NaN or infinite
     * @param learningRate the rate this step used
     * @param gradNorm global L2 norm before clipping
     * @param time when the step ended, to the microsecond
     */
    record Step(int step, double epoch, double loss, double learningRate, double gradNorm, Instant time)
            implements TrainEvent {}

    /** An entry of the original's log history, with its keys. */
    record Logged(Map<String, Object> entry) implements TrainEvent {}

    /** @param metrics {@code loss}, {@code accuracy}, …, {@code runtime} (seconds), {@code samples_per_second}, {@code steps_per_second} */
    record Evaluated(
            int step,
            double epoch,
            Map<String, Double> metrics,
            @Nullable Best best,
            Instant time) implements TrainEvent {}

    /** A complete {@code checkpoint-<step>} folder is in place; the folders in {@code removed} are gone. */
    record Checkpointed(int step, Path path, List<Path> removed) implements TrainEvent {}

    /**
     * The final model saw a whole split.
     *
     * @param path JSON file with {@code split, rows, metrics, label_ids, predictions, argmax, losses} and, for classes,
     *     {@code confusion_matrix, per_class}
     * @param worst JSON lines: the rows with the largest losses, worst first
     * @param metrics {@code test_loss}, {@code test_accuracy}, …
     */
    record Predicted(String split, int rows, Path path, Path worst, Map<String, Double> metrics)
            implements TrainEvent {}

    /**
     * Training is complete; the model lies in hub layout.
     *
     * @param step global step that the final model is from (the best one's where it was loaded at the end)
     * @param metrics {@code train_runtime}, {@code train_loss}, …
     */
    record Finished(int step, Path model, @Nullable Best best, Map<String, Double> metrics) implements TrainEvent {}

    /** Asked to stop, the trainer wrote a checkpoint and ended. */
    record Stopped(int step, @Nullable Path checkpoint) implements TrainEvent {}

    /** @param retryable whether the same attempt could work another time (bad data: no; memory that others may give back, disk full: yes) */
    record Failed(String code, String message, boolean retryable) implements TrainEvent {}

    /** Nothing but that work goes on, now and then at any place: an evaluation may have nothing else to tell for long. */
    record Alive() implements TrainEvent {}

    /** @param metric {@code metric_for_best_model} without {@code eval_} */
    record Best(String metric, double value, int step) {}
}
