package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DataReport;
import dev.tunewright.engine.data.DataWarning;
import dev.tunewright.engine.data.TokenLengths;
import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task comes to before any training: its data, its steps, and what they are likely to cost.
 *
 * @param rows of each split
 * @param problemType the original's {@code problem_type}
 * @param labelCounts rows of each label by name, by split, of the first five hundred labels; empty for regression
 * @param tokens lengths of each split's texts
 * @param maxLength tokens that longer texts are truncated to
 * @param truncatedShare of the train split's texts, 0 to 1
 * @param totalSteps optimizer steps in all
 * @param tokensPerEpoch real ones, without padding
 * @param bf16 whether linears and attention compute in bfloat16
 * @param warnings what a person should know; none keeps the job from running
 */
public record TaskReport(
        Map<String, Integer> rows,
        String problemType,
        int numLabels,
        Map<String, Map<String, Integer>> labelCounts,
        Map<String, TokenLengths> tokens,
        int maxLength,
        double truncatedShare,
        int totalSteps,
        long tokensPerEpoch,
        String modelType,
        boolean bf16,
        MemoryEstimate memory,
        TimeEstimate time,
        List<DataWarning> warnings) {

    private static final int MOST_LABELS = 500;
    private static final int LONGEST_NAME = 100;

    /** @param cpu whether it trains on a CPU */
    static TaskReport of(DataReport data, ModelSize model, TrainingArguments arguments, int maxLength, boolean cpu) {
        TrainingWork work = new TrainingWork(data, model, arguments);
        TokenLengths train = data.tokens().get("train");
        return new TaskReport(
                data.rows(),
                data.labels().problemType().spelling(),
                data.labels().numLabels(),
                shown(data.labelCounts()),
                data.tokens(),
                maxLength,
                train == null ? 0 : train.truncatedShare(),
                work.totalSteps(),
                work.tokensPerEpoch(),
                model.modelType(),
                arguments.bf16(),
                MemoryEstimate.of(work, model, arguments),
                TimeEstimate.of(work, cpu, arguments.bf16()),
                data.warnings());
    }

    /** A report must stay small enough to be stored. */
    private static Map<String, Map<String, Integer>> shown(Map<String, Map<String, Integer>> counts) {
        Map<String, Map<String, Integer>> shown = new LinkedHashMap<>();
        counts.forEach((split, ofSplit) -> {
            Map<String, Integer> first = new LinkedHashMap<>();
            ofSplit.entrySet().stream().limit(MOST_LABELS).forEach(entry -> {
                String name = entry.getKey();
                first.put(name.substring(0, Math.min(LONGEST_NAME, name.length())), entry.getValue());
            });
            shown.put(split, first);
        });
        return shown;
    }

    /** @return the same, its time by a speed that was measured */
    public TaskReport atSpeed(double flopsPerSecond, String basis) {
        return new TaskReport(
                rows,
                problemType,
                numLabels,
                labelCounts,
                tokens,
                maxLength,
                truncatedShare,
                totalSteps,
                tokensPerEpoch,
                modelType,
                bf16,
                memory,
                time.at(totalSteps, flopsPerSecond, basis),
                warnings);
    }
}
