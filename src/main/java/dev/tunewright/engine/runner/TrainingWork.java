package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DataReport;
import dev.tunewright.engine.data.TokenLengths;
import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.util.Map;
import java.util.Objects;

/** How much a task has to compute and to hold, from its data, its model and its arguments. */
final class TrainingWork {

    /** A backward pass costs two forward ones. */
    private static final int TRAINING_PASSES = 3;

    private final DataReport data;
    private final ModelSize model;
    private final TrainingArguments arguments;
    private final TokenLengths train;

    TrainingWork(DataReport data, ModelSize model, TrainingArguments arguments) {
        this.data = data;
        this.model = model;
        this.arguments = arguments;
        this.train = Objects.requireNonNull(data.tokens().get("train"));
    }

    int trainRows() {
        return data.rows().getOrDefault("train", 0);
    }

    int totalSteps() {
        return arguments.totalSteps(trainRows());
    }

    long tokensPerEpoch() {
        return Math.round(train.mean() * trainRows());
    }

    /** @return floating-point operations of one optimizer step, on average */
    double stepFlops() {
        double rows = Math.min(trainRows(), arguments.trainBatchSize() * arguments.gradientAccumulationSteps());
        return TRAINING_PASSES * rows * rowFlops(train);
    }

    /** @return floating-point operations of all evaluations and of the predictions at the end */
    double evaluationFlops() {
        double flops = 0;
        for (Map.Entry<String, TokenLengths> split : data.tokens().entrySet()) {
            int rows = data.rows().getOrDefault(split.getKey(), 0);
            int times = split.getKey().startsWith("validation") ? evaluations() + 1 : 1;
            flops += split.getKey().equals("train") ? 0 : times * rows * rowFlops(split.getValue());
        }
        return flops;
    }

    private int evaluations() {
        int steps = totalSteps();
        int started = arguments.evalOnStart() ? 1 : 0;
        return switch (arguments.evalStrategy()) {
            case "epoch" -> started + (steps + stepsPerEpoch() - 1) / stepsPerEpoch();
            case "steps" -> started + steps / Math.max(1, arguments.evalSteps(steps));
            default -> started;
        };
    }

    private int stepsPerEpoch() {
        int rows = arguments.trainBatchSize() * arguments.gradientAccumulationSteps();
        return Math.max(1, (trainRows() + rows - 1) / rows);
    }

    /** Two operations for each weight and token; attention's two products on top (4 T² H a layer). */
    private double rowFlops(TokenLengths lengths) {
        double width = lengths.p90();
        return 2.0 * model.multiplied() * lengths.mean() + 4.0 * model.layers() * model.hidden() * width * width;
    }

    /**
     * @return tokens of the largest batch that is likely: of random batches three deviations above the middle one, of
     *     batches grouped by length all of the longest
     */
    long largestBatchTokens() {
        int batch = Math.min(arguments.trainBatchSize(), trainRows());
        double longest = (double) batch * train.max();
        if ("group_by_length".equals(arguments.trainSamplingStrategy())) {
            return (long) longest;
        }
        double deviation = (train.p95() - train.p50()) / 1.645;
        return (long) Math.min(longest, batch * train.mean() + 3 * deviation * Math.sqrt(batch));
    }

    /** @return places of attention's square in the largest batch: rows times width times width */
    long largestBatchSquare() {
        long width = (train.p99() + 15) / 16 * 16;
        return Math.min(arguments.trainBatchSize(), trainRows()) * width * width;
    }
}
