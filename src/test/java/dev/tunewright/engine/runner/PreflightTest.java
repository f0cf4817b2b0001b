package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.TokenLengths;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    @TempDir
    Path scratch;

    @Test
    void tellsWhatATaskComesTo() throws Exception {
        Preflight.Plan plan = Preflight.check(golden().task(scratch));

        assertThat(plan.maxSteps()).isEqualTo(38);
        assertThat(plan.rows()).isEqualTo(Map.of("train", 150, "validation", 100));
        assertThat(plan.labels().numLabels()).isEqualTo(2);
        assertThat(plan.arguments()).containsEntry("learning_rate", 1e-3).containsEntry("adam_beta2", 0.999);
    }

    @Test
    void reportsDataAndCostBeforeTraining() throws Exception {
        TaskReport report = Preflight.report(golden().task(scratch), true).report();

        assertThat(report.rows()).isEqualTo(Map.of("train", 150, "validation", 100));
        assertThat(report.totalSteps()).isEqualTo(38);
        TokenLengths lengths = report.tokens().get("train");
        assertThat(report.tokensPerEpoch()).isEqualTo(Math.round(150 * lengths.mean()));
        MemoryEstimate memory = report.memory();
        assertThat(memory.optimizer()).isEqualTo(2 * memory.weights());
        assertThat(memory.total())
                .isEqualTo(memory.weights()
                        + memory.gradients()
                        + memory.optimizer()
                        + memory.activations()
                        + memory.process());
        TimeEstimate time = report.time();
        assertThat(time.flopsPerStep()).isPositive();
        assertThat(time.evaluationFlops()).isPositive();
        TimeEstimate measured =
                report.atSpeed(time.flopsPerSecond() / 2, "measured").time();
        assertThat(measured.seconds()).isCloseTo(2 * time.seconds(), within(1e-9));
        assertThat(measured.basis()).isEqualTo("measured");
    }

    @Test
    void costGrowsWithTheBatch() throws Exception {
        TaskReport small = reportWith(Map.of("per_device_train_batch_size", 4));
        TaskReport large = reportWith(Map.of("per_device_train_batch_size", 16));
        TaskReport accumulated = reportWith(Map.of("per_device_train_batch_size", 4, "gradient_accumulation_steps", 4));

        assertThat(large.memory().activations())
                .isGreaterThan(2 * small.memory().activations());
        assertThat(large.time().flopsPerStep()).isCloseTo(4 * small.time().flopsPerStep(), withinPercentage(1));
        assertThat(accumulated.memory()).isEqualTo(small.memory());
        assertThat(accumulated.time().flopsPerStep()).isEqualTo(large.time().flopsPerStep());
    }

    private TaskReport reportWith(Map<String, Object> arguments) throws Exception {
        return Preflight.report(golden().task(scratch, arguments, Map.of()), true)
                .report();
    }

    @Test
    void reportsArgumentsDataAndCheckpointTogether() throws Exception {
        TrainTask good = golden().task(scratch, Map.of("learning_rate", -1, "learning_rat", 1), Map.of());
        DatasetSpec dataset = new DatasetSpec(
                good.dataset().splits(), "sentence9", null, null, null, null, null, null, null, null, null, null, null);
        TrainTask bad = new TrainTask(
                scratch.resolve("nowhere"), dataset, good.hyperparameters(), Map.of(), 2, List.of("acuracy"));

        assertThat(violations(bad))
                .extracting(Violation::field)
                .contains(
                        "hyperparameters.learning_rate", "hyperparameters.learning_rat", "dataset.text", "checkpoint");
    }

    @Test
    void refusesProblemsThatTheLabelsOrArgumentsAreNot() throws Exception {
        Map<String, Object> smoothing = Map.of("label_smoothing_factor", 0.1);
        Golden several = Golden.read("bert", "golden-multilabel.json");
        assertThat(violations(several.task(scratch, smoothing, Map.of())))
                .singleElement()
                .satisfies(violation -> assertThat(violation.field() + " " + violation.message())
                        .isEqualTo(
                                "hyperparameters.label_smoothing_factor must be 0 for multi_label_classification, was"
                                        + " 0.1; it spreads the one class that a text has"));
        assertThat(violations(golden().task(scratch, Map.of(), Map.of("problem_type", "ranking"))))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message())
                        .isEqualTo("must be one of single_label_classification, multi_label_classification,"
                                + " regression, was ranking"));
        assertThat(violations(golden().task(scratch, Map.of(), Map.of("problem_type", "regression"))))
                .extracting(Violation::field)
                .contains("num_labels");
    }

    @Test
    void refusesAnotherArchitectureByName() throws Exception {
        Path checkpoint = copyOfCheckpoint();
        String config = Files.readString(checkpoint.resolve("config.json"));
        Files.writeString(checkpoint.resolve("config.json"), config.replace("\"bert\"", "\"gpt2\""));

        assertThat(violations(taskOn(checkpoint, 2)))
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.message()).contains("gpt2").contains("bert"));
    }

    @Test
    void refusesATruncatedFile() throws Exception {
        Path checkpoint = copyOfCheckpoint();
        try (FileChannel file = FileChannel.open(checkpoint.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1000);
        }

        assertThat(violations(taskOn(checkpoint, 2)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains("truncated"));
    }

    @Test
    void refusesWeightsOfAnotherShape() throws Exception {
        Path checkpoint = copyOfCheckpoint();
        String config = Files.readString(checkpoint.resolve("config.json"));
        Files.writeString(
                checkpoint.resolve("config.json"),
                config.replace("\"intermediate_size\": 64", "\"intermediate_size\": 128"));

        assertThat(violations(taskOn(checkpoint, 2)).get(0).message())
                .contains("intermediate.dense.weight")
                .contains("[64, 32]")
                .contains("[128, 32]");
    }

    @Test
    void refusesAHeadOfAnotherWidth() throws Exception {
        Path withHead = Path.of("src/test/resources/golden/bert/with-head");

        assertThat(violations(taskOn(withHead, 3)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.field()).isEqualTo("num_labels"));
    }

    @Test
    void wantsAValidationSplitToEvaluate() throws Exception {
        TrainTask task = golden().task(scratch);
        DatasetSpec trainOnly = new DatasetSpec(
                Map.of("train", task.dataset().splits().get("train")),
                "sentence1",
                "sentence2",
                "label",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(violations(
                        new TrainTask(task.checkpoint(), trainOnly, task.hyperparameters(), Map.of(), 2, List.of())))
                .singleElement()
                .isEqualTo(new Violation(
                        "hyperparameters.eval_strategy",
                        "was epoch, but the data set has no validation split; give dataset.files.validation or"
                                + " dataset.validation_fraction"));
    }

    private static Golden golden() throws IOException {
        return Golden.read("bert", "golden.json");
    }

    private TrainTask taskOn(Path checkpoint, int numLabels) throws IOException {
        TrainTask task = golden().task(scratch);
        return new TrainTask(checkpoint, task.dataset(), task.hyperparameters(), Map.of(), numLabels, task.metrics());
    }

    private static List<Violation> violations(TrainTask task) {
        InvalidInputException thrown = catchThrowableOfType(InvalidInputException.class, () -> Preflight.check(task));
        assertThat(thrown).isNotNull();
        return thrown.violations();
    }

    private Path copyOfCheckpoint() throws IOException {
        Path copy = Files.createDirectories(scratch.resolve("copy"));
        try (Stream<Path> files = Files.list(golden().checkpoint())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
