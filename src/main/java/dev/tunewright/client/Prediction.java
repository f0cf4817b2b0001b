package dev.tunewright.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model says to an {@link Input}.
 *
 * @param logits unnormalised; for regression the value itself
 * @param scores of each label; null for regression
 * @param argmax id of the best label; null for regression and where a text may have several labels
 * @param label its name
 * @param labels names of those that hold, where a text may have several; else null
 * @param tokens of the input, special ones included
 * @param truncated whether the model has not seen all of it
 */
public record Prediction(
        List<Double> logits,
        @Nullable List<Double> scores,
        @Nullable Integer argmax,
        @Nullable String label,
        @Nullable List<String> labels,
        int tokens,
        boolean truncated) {}
