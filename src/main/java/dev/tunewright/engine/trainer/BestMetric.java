package dev.tunewright.engine.trainer;

import dev.tunewright.engine.InvalidInputException;
import java.util.Map;

/** Compares evaluations: which is the best one, and whether training should stop for lack of a better. */
record BestMetric(TrainingArguments arguments) {

    /**
     * @param metrics without {@code eval_}
     * @return whether this evaluation is strictly better than all before
     */
    boolean update(TrainerState state, Map<String, Double> metrics) {
        String name = arguments.metricForBestModel().orElse("");
        if (name.isEmpty()) {
            return false;
        }
        Double value = metrics.get(name);
        if (value == null) {
            throw new InvalidInputException(
                    "hyperparameters.metric_for_best_model",
                    "must be one of " + metrics.keySet() + ", was \"" + name + "\"");
        }
        double before = state.bestMetric != null ? state.bestMetric : worst();
        boolean better = arguments.greaterIsBetter() ? value > before : value < before;
        // The first evaluation always resets the patience; later ones only by more than the threshold.
        boolean clearlyBetter =
                state.bestMetric == null || better && Math.abs(value - before) > arguments.earlyStoppingThreshold();
        state.patienceUsed = clearlyBetter ? 0 : state.patienceUsed + 1;
        if (better) {
            state.bestMetric = value;
            state.bestGlobalStep = state.globalStep;
        }
        return better;
    }

    boolean stopsEarly(TrainerState state) {
        return arguments
                .earlyStoppingPatience()
                .map(patience -> state.patienceUsed >= patience)
                .orElse(false);
    }

    private double worst() {
        return arguments.greaterIsBetter() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
