package dev.tunewright.engine.trainer;

import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.Inference;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model over a whole split and scores it. */
record Evaluator(Inference inference, Metrics metrics, TrainingArguments arguments, RowsAtOnce rowsAtOnce) {

    /**
     * @param prefix of the metrics' names: {@code eval}, {@code test} or empty
     * @return logits in the split's order; metrics: loss (mean per sample), scores, runtime in seconds and speeds
     */
    PredictionOutput run(TokenizedDataset split, String prefix) {
        long start = System.nanoTime();
        float[][] logits = rowsAtOnce.run(rows -> inference.logits(split, rows));
        double[] losses = Loss.ofRows(logits, split.labels(), arguments.labelSmoothingFactor());
        Map<String, Double> scores = new LinkedHashMap<>();
        if (split.isLabelled()) {
            scores.put("loss", Loss.mean(losses));
            scores.putAll(metrics.compute(logits, split.labels()));
        }
        double runtime = (System.nanoTime() - start) / 1e9;
        int batches = (split.size() + arguments.evalBatchSize() - 1) / arguments.evalBatchSize();
        scores.put("runtime", runtime);
        scores.put("samples_per_second", split.size() / runtime);
        scores.put("steps_per_second", batches / runtime);
        Map<String, Double> named = new LinkedHashMap<>();
        scores.forEach((name, value) -> named.put(prefix.isEmpty() ? name : prefix + "_" + name, value));
        return new PredictionOutput(logits, split.labels(), losses, named);
    }
}
