package dev.tunewright.engine.trainer;

import java.util.List;

/**
 * How many steps there are and what happens after which.
 *
 * @param batchesPerEpoch L
 * @param stepsPerEpoch U: optimizer steps an epoch
 * @param maxSteps N: optimizer steps in all
 */
record Schedule(
        TrainingArguments arguments,
        int trainRows,
        int batchesPerEpoch,
        int stepsPerEpoch,
        int maxSteps,
        LearningRates rates) {

    /** What follows a step or an epoch. */
    record Actions(boolean log, boolean evaluate, boolean save) {}

    static Schedule of(TrainingArguments arguments, int trainRows) {
        int batchSize = arguments.trainBatchSize();
        int batches = arguments.dataloaderDropLast() ? trainRows / batchSize : (trainRows + batchSize - 1) / batchSize;
        int accumulation = arguments.gradientAccumulationSteps();
        int steps = Math.max(1, batches / accumulation + (batches % accumulation > 0 ? 1 : 0));
        int maxSteps =
                arguments.maxSteps() > 0 ? arguments.maxSteps() : (int) Math.ceil(arguments.numTrainEpochs() * steps);
        return new Schedule(arguments, trainRows, batches, steps, maxSteps, arguments.learningRates(maxSteps));
    }

    /** @param step number of steps taken before */
    double learningRate(int step) {
        return rates.after(step);
    }

    /** @param step number of steps taken before
     * @param batches all of the epoch's
     * @return those whose gradients make the next step */
    List<int[]> batchesOfStep(int step, List<int[]> batches) {
        int from = step % stepsPerEpoch * arguments.gradientAccumulationSteps();
        return batches.subList(from, Math.min(batches.size(), from + arguments.gradientAccumulationSteps()));
    }

    /** @return epochs done after that many steps, counted in batches as the original does */
    double epochAfter(int step) {
        int epoch = (step - 1) / stepsPerEpoch;
        int batches = ((step - 1) % stepsPerEpoch + 1) * arguments.gradientAccumulationSteps();
        return epoch + (double) Math.min(batches, batchesPerEpoch) / batchesPerEpoch;
    }

    /** @return rows that all steps take together, as the original counts them for its speed */
    double samples() {
        int batchRows = arguments.trainBatchSize() * arguments.gradientAccumulationSteps();
        return arguments.maxSteps() > 0 ? (double) maxSteps * batchRows : trainRows * arguments.numTrainEpochs();
    }

    Actions afterStep(int step) {
        boolean last = step >= maxSteps;
        boolean log = step == 1 && arguments.loggingFirstStep()
                || "steps".equals(arguments.loggingStrategy()) && step % arguments.loggingSteps(maxSteps) == 0;
        boolean evaluate = "steps".equals(arguments.evalStrategy())
                && arguments.evalDelay() <= step
                && (last || step % arguments.evalSteps(maxSteps) == 0);
        int interval = arguments.saveSteps(maxSteps);
        boolean save = "steps".equals(arguments.saveStrategy()) && (last || interval > 0 && step % interval == 0);
        return new Actions(log, evaluate, save);
    }

    Actions afterEpoch(double epoch) {
        return new Actions(
                "epoch".equals(arguments.loggingStrategy()),
                "epoch".equals(arguments.evalStrategy()) && arguments.evalDelay() <= epoch,
                "epoch".equals(arguments.saveStrategy()));
    }
}
