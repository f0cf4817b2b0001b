package dev.tunewright.engine.trainer;

import java.util.Map;

/**
 * What {@link Trainer#train} answers.
 *
 * @param globalStep steps taken
 * @param modelStep step that the model's weights are from: the best one's where it was loaded at the end
 * @param trainingLoss mean over all steps
 * @param metrics {@code train_runtime} in seconds, {@code train_samples_per_second}, {@code train_loss}, …
 * @param stopped whether a callback asked to stop before the end
 */
public record TrainOutput(
        int globalStep, int modelStep, double trainingLoss, Map<String, Double> metrics, boolean stopped) {}
