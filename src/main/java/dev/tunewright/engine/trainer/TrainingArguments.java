package dev.tunewright.engine.trainer;

import dev.tunewright.engine.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's {@code TrainingArguments} (transformers 5): names, defaults and meanings are the original's. Resolved,
 * an argument that depends on another has its final value.
 */
public final class TrainingArguments {

    /** {@code resume_from_checkpoint: true}: the last checkpoint in the output folder. */
    static final String LAST_CHECKPOINT = "true";

    private final Map<String, Object> values;

    private TrainingArguments(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * @param given arguments by name, v4 spellings included
     * @throws InvalidInputException with every unknown name, wrong value and contradiction
     */
    public static TrainingArguments of(Map<String, Object> given) {
        return new TrainingArguments(new ArgumentParser(given).parse());
    }

    /** @return every argument with its value; null where it has none */
    public Map<String, Object> values() {
        return new LinkedHashMap<>(values);
    }

    /** @return N: optimizer steps in all */
    public int totalSteps(int trainRows) {
        return Schedule.of(this, trainRows).maxSteps();
    }

    double numTrainEpochs() {
        return number("num_train_epochs").orElseThrow();
    }

    public int maxSteps() {
        return integer("max_steps");
    }

    public int trainBatchSize() {
        return integer("per_device_train_batch_size");
    }

    public int evalBatchSize() {
        return integer("per_device_eval_batch_size");
    }

    public int gradientAccumulationSteps() {
        return integer("gradient_accumulation_steps");
    }

    public double learningRate() {
        return number("learning_rate").orElseThrow();
    }

    public double weightDecay() {
        return number("weight_decay").orElseThrow();
    }

    public double adamBeta1() {
        return number("adam_beta1").orElseThrow();
    }

    public double adamBeta2() {
        return number("adam_beta2").orElseThrow();
    }

    public double adamEpsilon() {
        return number("adam_epsilon").orElseThrow();
    }

    public double maxGradNorm() {
        return number("max_grad_norm").orElseThrow();
    }

    OptimizerChoice optimizer() {
        return OptimizerChoice.named(text("optim"));
    }

    /** @return the optimizer's options: those given, and the defaults of the others */
    Map<String, Object> optimArgs() {
        String given = Objects.requireNonNullElse((String) values.get("optim_args"), "");
        return new Options(text("optim"), optimizer().options())
                .read(Options.split(given), (name, message) -> fail(name));
    }

    /** @param totalSteps N */
    LearningRates learningRates(int totalSteps) {
        Map<String, Object> options = new LinkedHashMap<>();
        if (values.get("lr_scheduler_kwargs") instanceof Map<?, ?> resolved) {
            resolved.forEach((name, value) -> options.put(String.valueOf(name), value));
        }
        LearningRateSchedule schedule = LearningRateSchedule.named(text("lr_scheduler_type"));
        return new LearningRates(schedule, learningRate(), warmupSteps(totalSteps), totalSteps, options);
    }

    /** @param totalSteps N
     * @return W: steps of rising learning rate */
    public int warmupSteps(int totalSteps) {
        double steps = number("warmup_steps").orElseThrow();
        double share = steps == 0 ? number("warmup_ratio").orElse(0.0) : steps;
        return steps >= 1 ? (int) steps : (int) Math.ceil(totalSteps * share);
    }

    public double labelSmoothingFactor() {
        return number("label_smoothing_factor").orElseThrow();
    }

    /** @return 0: none */
    public double neftuneNoiseAlpha() {
        return number("neftune_noise_alpha").orElse(0.0);
    }

    public boolean autoFindBatchSize() {
        return flag("auto_find_batch_size");
    }

    /** @return {@code no}, {@code all} or {@code non_padding} */
    public String includeNumInputTokensSeen() {
        return text("include_num_input_tokens_seen");
    }

    /**
     * @param outputDir where {@code true} finds the last checkpoint; null where that is not known yet, and not looked for
     * @return the folder of another training's checkpoint, from which this one goes on
     * @throws InvalidInputException if it is no checkpoint that can be gone on from
     */
    public Optional<Path> resumeFromCheckpoint(@Nullable Path outputDir) {
        String given = (String) values.get("resume_from_checkpoint");
        boolean last = LAST_CHECKPOINT.equals(given);
        if (given == null || last && outputDir == null) {
            return Optional.empty();
        }
        Path checkpoint = last && outputDir != null
                ? Checkpoint.last(outputDir).map(Checkpoint::folder).orElse(outputDir.resolve("checkpoint-<step>"))
                : Path.of(given);
        if (!Trainer.canResume(checkpoint)) {
            throw new InvalidInputException(
                    "hyperparameters.resume_from_checkpoint",
                    "must be a checkpoint-<step> folder with trainer_state.json and optimizer.safetensors, was "
                            + checkpoint);
        }
        return Optional.of(checkpoint);
    }

    public boolean tf32() {
        return flag("tf32");
    }

    public boolean bf16() {
        return flag("bf16");
    }

    public String loggingStrategy() {
        return text("logging_strategy");
    }

    public int loggingSteps(int totalSteps) {
        return interval(number("logging_steps").orElseThrow(), totalSteps);
    }

    public boolean loggingFirstStep() {
        return flag("logging_first_step");
    }

    public boolean loggingNanInfFilter() {
        return flag("logging_nan_inf_filter");
    }

    public String evalStrategy() {
        return text("eval_strategy");
    }

    /** @return steps between evaluations; where evaluations do not go by steps and none was given, the original's 500 */
    public int evalSteps(int totalSteps) {
        return interval(number("eval_steps").orElse(500.0), totalSteps);
    }

    public double evalDelay() {
        return number("eval_delay").orElseThrow();
    }

    public boolean evalOnStart() {
        return flag("eval_on_start");
    }

    public String saveStrategy() {
        return text("save_strategy");
    }

    public int saveSteps(int totalSteps) {
        return interval(number("save_steps").orElseThrow(), totalSteps);
    }

    /** @return checkpoints to keep; empty: all */
    public Optional<Integer> saveTotalLimit() {
        return Optional.ofNullable((Integer) values.get("save_total_limit")).filter(limit -> limit > 0);
    }

    public boolean saveOnlyModel() {
        return flag("save_only_model");
    }

    public boolean loadBestModelAtEnd() {
        return flag("load_best_model_at_end");
    }

    /** @return the metric's name without {@code eval_}; empty where no evaluation is compared */
    public Optional<String> metricForBestModel() {
        return Optional.ofNullable((String) values.get("metric_for_best_model"))
                .map(name -> name.startsWith("eval_") ? name.substring("eval_".length()) : name);
    }

    public boolean greaterIsBetter() {
        return Boolean.TRUE.equals(values.get("greater_is_better"));
    }

    public Optional<Integer> earlyStoppingPatience() {
        return Optional.ofNullable((Integer) values.get("early_stopping_patience"));
    }

    public double earlyStoppingThreshold() {
        return number("early_stopping_threshold").orElseThrow();
    }

    public int seed() {
        return integer("seed");
    }

    public int dataSeed() {
        return values.get("data_seed") instanceof Integer given ? given : seed();
    }

    public String trainSamplingStrategy() {
        return text("train_sampling_strategy");
    }

    public boolean dataloaderDropLast() {
        return flag("dataloader_drop_last");
    }

    private static int interval(double given, int totalSteps) {
        return given < 1 ? (int) Math.ceil(given * totalSteps) : (int) given;
    }

    private Optional<Double> number(String name) {
        return Optional.ofNullable((Double) values.get(name));
    }

    private int integer(String name) {
        return values.get(name) instanceof Integer value ? value : fail(name);
    }

    private boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    private String text(String name) {
        return values.get(name) instanceof String value ? value : fail(name);
    }

    private static <T> T fail(String name) {
        throw new IllegalStateException("Indicates a bug: the argument " + name + " has no value");
    }
}
