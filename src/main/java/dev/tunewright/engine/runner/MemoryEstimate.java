package dev.tunewright.engine.runner;

import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.engine.trainer.TrainingArguments;

/**
 * What a trainer's process is likely to hold at its peak, in bytes. Weights, gradients and the optimizer's state follow from the
 * model; the rest was fitted to measured processes.
 *
 * @param total of all the others
 * @param activations of the largest likely batch
 * @param process the Java process with its libraries
 */
public record MemoryEstimate(
        long total, long weights, long gradients, long optimizer, long activations, long process, String basis) {

    private static final int FLOAT = 4;

    /** Values that a layer keeps for the backward pass, for each token: so many times the width, and the inner width. */
    private static final double KEPT_OF_WIDTH = 22;

    private static final double KEPT_OF_INNER = 6;

    /** Scores, their softmax and its mask, for each head and place of the square. */
    private static final double KEPT_OF_SQUARE = 4;

    private static final long PROCESS = 450L << 20;

    static MemoryEstimate of(TrainingWork work, ModelSize model, TrainingArguments arguments) {
        long weights = FLOAT * model.weights();
        long gradients = weights;
        long optimizer = String.valueOf(arguments.values().get("optim")).startsWith("adamw") ? 2 * weights : 0;
        double token = KEPT_OF_WIDTH * model.hidden() + KEPT_OF_INNER * model.inner();
        double layer = token * work.largestBatchTokens() + KEPT_OF_SQUARE * model.heads() * work.largestBatchSquare();
        long activations = Math.round(FLOAT * model.layers() * layer);
        long total = weights + gradients + optimizer + activations + PROCESS;
        return new MemoryEstimate(
                total,
                weights,
                gradients,
                optimizer,
                activations,
                PROCESS,
                "from the model's size and the longest batch that is likely; fitted to MiniLM and bert-base on a CPU, where six runs were within 15 percent");
    }
}
