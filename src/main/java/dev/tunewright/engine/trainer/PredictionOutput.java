package dev.tunewright.engine.trainer;

import java.util.Map;

/**
 * What {@link Trainer#predict} answers.
 *
 * @param predictions float32 (rows, numLabels), unnormalised logits in the split's order
 * @param labelIds class id or value of each row (rows); where a text may have several labels, 1 or 0 for each class
 *     (rows*numLabels); NaN where a row has no label
 * @param losses of each row; NaN where it has no label
 * @param metrics {@code test_loss}, {@code test_<metric>}, {@code test_runtime} in seconds, …
 */
public record PredictionOutput(
        float[][] predictions, double[] labelIds, double[] losses, Map<String, Double> metrics) {}
