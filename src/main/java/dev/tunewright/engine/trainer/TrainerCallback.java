package dev.tunewright.engine.trainer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Watches a training; called on the training thread, in the order in which things happen. */
public interface TrainerCallback {

    /**
     * One optimizer step.
     *
     * @param loss mean over the step's samples; may be non-finite
     * @param learningRate the rate the step used
     * @param gradNorm global L2 norm before clipping
     * @param time when it ended
     */
    record Step(int step, double epoch, double loss, double learningRate, double gradNorm, Instant time) {}

    /** Everything is ready; the step is 0, or that of the checkpoint the training goes on from. */
    default void onTrainBegin(TrainerState state, int maxSteps) {}

    default void onStepEnd(Step step) {}

    /** @param entry of the log history, with the original's keys */
    default void onLog(Map<String, Object> entry) {}

    /** @param metrics without {@code eval_} */
    default void onEvaluate(TrainerState state, Map<String, Double> metrics) {}

    /**
     * A checkpoint lies on the disk; training may be some steps ahead of it by now.
     *
     * @param removed older checkpoints that {@code save_total_limit} has dropped
     */
    default void onSave(int step, Path checkpoint, List<Path> removed) {}

    /**
     * Memory did not suffice, and what it happened in is done again with fewer rows at once.
     *
     * @param argument whose number of rows was too large: the training's or the evaluation's batch size
     * @param rows that now go through the model at once
     * @param reason in the allocator's words
     */
    default void onOutOfMemory(String argument, int rows, String reason) {}

    /** @return whether to save a checkpoint and stop after this step */
    default boolean shouldStop() {
        return false;
    }
}
