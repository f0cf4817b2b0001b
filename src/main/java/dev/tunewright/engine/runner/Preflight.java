package dev.tunewright.engine.runner;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.checkpoint.CheckpointException;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.data.DataReport;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks a task before anything is trained or queued. Reads configuration, headers and rows, but no weights, and does not
 * start PyTorch, so it is quick and can run in the service's own process.
 */
public final class Preflight {

    /**
     * What the task comes to.
     *
     * @param arguments every training argument, resolved
     * @param maxSteps optimizer steps in all
     * @param rows of each split
     */
    public record Plan(Map<String, Object> arguments, int maxSteps, Labels labels, Map<String, Integer> rows) {}

    /** A plan, and what it is likely to cost. */
    public record Reported(Plan plan, TaskReport report) {}

    /** A task that can be trained, with what checking it had to read anyway. */
    record Checked(TrainingArguments arguments, Dataset dataset) {

        private Plan plan() {
            int maxSteps = arguments.totalSteps(dataset.train().size());
            return new Plan(arguments.values(), maxSteps, dataset.labels(), dataset.rowCounts());
        }
    }

    private final TrainTask task;
    private final boolean weights;
    private final List<Violation> violations = new ArrayList<>();

    private Preflight(TrainTask task, boolean weights) {
        this.task = task;
        this.weights = weights;
    }

    /** @throws InvalidInputException with every violation found, fields named as in the HTTP contract */
    public static Plan check(TrainTask task) {
        return read(task).plan();
    }

    /** The same where the checkpoint's folder has all but its weights yet: their names and shapes are not checked. */
    public static Plan checkWithoutWeights(TrainTask task) {
        return new Preflight(task, false).read().plan();
    }

    /**
     * Checks arguments and checkpoint where the data set's files are not there yet.
     *
     * @param weights whether those of the checkpoint are there
     */
    public static TrainingArguments checkWithoutRows(TrainTask task, boolean weights) {
        Preflight preflight = new Preflight(task, weights);
        TrainingArguments arguments = preflight.checkAll(null);
        if (arguments == null || !preflight.violations.isEmpty()) {
            throw new InvalidInputException(preflight.violations);
        }
        return arguments;
    }

    /**
     * Checks a task and looks at its data more closely: tokenises a part of it, which takes some seconds.
     *
     * @param weights whether those of the checkpoint are there
     * @return what it comes to if it is trained on a CPU
     * @throws InvalidInputException as {@link #check} does
     */
    public static Reported report(TrainTask task, boolean weights) {
        Checked checked = new Preflight(task, weights).read();
        ModelConfig config = configFor(task, checked.dataset().labels());
        try (AutoTokenizer tokenizer = tokenizer(task, config)) {
            Labels named = checked.dataset().labels().named(config.labels());
            DataReport data = DataReport.of(new Dataset(named, checked.dataset().splits()), tokenizer);
            TaskReport report =
                    TaskReport.of(data, ModelSize.of(config), checked.arguments(), tokenizer.maxLength(), true);
            return new Reported(checked.plan(), report);
        }
    }

    static Checked read(TrainTask task) {
        return new Preflight(task, true).read();
    }

    private Checked read() {
        Dataset dataset = collect(() -> DatasetReader.read(task.dataset(), task.numLabels(), problemType()));
        TrainingArguments arguments = checkAll(dataset);
        if (!violations.isEmpty() || arguments == null || dataset == null) {
            throw new InvalidInputException(violations);
        }
        return new Checked(arguments, dataset);
    }

    /** @param dataset null: not there, or not to be read */
    private @Nullable TrainingArguments checkAll(@Nullable Dataset dataset) {
        TrainingArguments arguments = collect(() -> TrainingArguments.of(task.hyperparameters()));
        Labels labels = dataset == null ? null : dataset.labels();
        if (labels != null) {
            collect(() -> Metrics.of(task.metricNames(), labels));
        }
        collect(() -> checkCheckpoint(labels));
        if (arguments != null) {
            collect(() -> arguments.resumeFromCheckpoint(null));
        }
        if (arguments != null && dataset != null) {
            checkTogether(arguments, dataset);
        }
        return arguments;
    }

    /** @return what the job says of the problem; null: nothing, so that the labels tell */
    private @Nullable ProblemType problemType() {
        Object given = task.config().get("problem_type");
        if (given == null) {
            return null;
        }
        ProblemType type =
                given instanceof String spelling ? ProblemType.of(spelling).orElse(null) : null;
        if (type == null) {
            violations.add(new Violation(
                    "config.problem_type",
                    "must be one of "
                            + Arrays.stream(ProblemType.values())
                                    .map(ProblemType::spelling)
                                    .collect(Collectors.joining(", "))
                            + ", was " + given));
        }
        return type;
    }

    /** @param labels null where the data set could not be read: then those of the checkpoint stand in */
    private Integer checkCheckpoint(@Nullable Labels labels) {
        try {
            int maxPositions = weights ? checkWeights(labels) : checkDescription(labels);
            AutoTokenizer.fromPretrained(task.checkpoint(), task.dataset().maxLength(), maxPositions)
                    .close();
            return maxPositions;
        } catch (CheckpointException e) {
            throw new InvalidInputException("checkpoint", String.valueOf(e.getMessage()));
        }
    }

    private int checkWeights(@Nullable Labels labels) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(task.checkpoint())) {
            return AutoModelForSequenceClassification.verify(checkpoint, configFor(checkpoint.config(), labels));
        }
    }

    private int checkDescription(@Nullable Labels labels) {
        JsonNode config = CheckpointFolder.readConfig(task.checkpoint());
        return AutoModelForSequenceClassification.verify(configFor(config, labels));
    }

    private ModelConfig configFor(JsonNode config, @Nullable Labels labels) {
        return labels == null ? ModelConfig.of(config, task.config()) : configFor(config, task, labels);
    }

    private void checkTogether(TrainingArguments arguments, Dataset dataset) {
        boolean evaluates = !"no".equals(arguments.evalStrategy()) || arguments.evalOnStart();
        if (evaluates && dataset.evaluatedSplit().isEmpty()) {
            violations.add(new Violation(
                    "hyperparameters.eval_strategy",
                    "was " + arguments.evalStrategy() + ", but the data set has no validation split; give"
                            + " dataset.files.validation or dataset.validation_fraction"));
        }
        ProblemType problem = dataset.labels().problemType();
        if (arguments.labelSmoothingFactor() > 0 && problem != ProblemType.SINGLE_LABEL_CLASSIFICATION) {
            violations.add(new Violation(
                    "hyperparameters.label_smoothing_factor",
                    "must be 0 for " + problem.spelling() + ", was " + arguments.labelSmoothingFactor()
                            + "; it spreads the one class that a text has"));
        }
        if (arguments.dataloaderDropLast() && dataset.train().size() < arguments.trainBatchSize()) {
            violations.add(new Violation(
                    "hyperparameters.per_device_train_batch_size",
                    "must be at most the " + dataset.train().size() + " rows of the train split with"
                            + " dataloader_drop_last, was " + arguments.trainBatchSize()));
        }
        arguments.metricForBestModel().ifPresent(metric -> checkBestMetric(metric, dataset.labels()));
    }

    private void checkBestMetric(String metric, Labels labels) {
        List<String> known = new ArrayList<>(List.of("loss"));
        try {
            known.addAll(Metrics.of(task.metricNames(), labels).names());
        } catch (InvalidInputException e) {
            return; // Reported already, under its own field.
        }
        if (!known.contains(metric)) {
            violations.add(new Violation(
                    "hyperparameters.metric_for_best_model", "must be one of " + known + ", was \"" + metric + "\""));
        }
    }

    /** @return the checkpoint's configuration as the job trains it */
    static ModelConfig configFor(TrainTask task, Labels labels) {
        return configFor(CheckpointFolder.readConfig(task.checkpoint()), task, labels);
    }

    /** @return the checkpoint's tokenizer, which cuts texts as the task and the model want it */
    static AutoTokenizer tokenizer(TrainTask task, ModelConfig config) {
        int maxPositions = AutoModelForSequenceClassification.verify(config);
        return AutoTokenizer.fromPretrained(task.checkpoint(), task.dataset().maxLength(), maxPositions);
    }

    static ModelConfig configFor(JsonNode checkpoint, TrainTask task, Labels labels) {
        ModelConfig config = ModelConfig.of(checkpoint, task.config());
        boolean named = task.config().containsKey("id2label");
        List<String> names = named ? config.labels() : labels.names();
        if (names.size() != labels.numLabels()) {
            throw new InvalidInputException(
                    "config.id2label",
                    "must name the ids 0 to " + (labels.numLabels() - 1) + ", was "
                            + task.config().get("id2label"));
        }
        return config.withLabels(names, labels.problemType().spelling());
    }

    private <T> @Nullable T collect(Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInputException e) {
            violations.addAll(e.violations());
            return null;
        }
    }
}
