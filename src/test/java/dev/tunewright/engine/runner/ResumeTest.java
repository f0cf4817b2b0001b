package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.runner.TrainEvent.Checkpointed;
import dev.tunewright.engine.runner.TrainEvent.Evaluated;
import dev.tunewright.engine.runner.TrainEvent.Finished;
import dev.tunewright.engine.runner.TrainEvent.Logged;
import dev.tunewright.engine.runner.TrainEvent.Step;
import dev.tunewright.engine.runner.TrainEvent.Stopped;
import dev.tunewright.engine.trainer.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A run that was stopped and resumed is, bit for bit, one that was not; with dropout, so with randomness. */
class ResumeTest {

    private static final Map<String, Object> DROPOUT =
            Map.of("hidden_dropout_prob", 0.1, "attention_probs_dropout_prob", 0.1);

    @TempDir
    Path scratch;

    /** 19 steps make an epoch: stops within an epoch, right at its end, and within the second. */
    @ParameterizedTest
    @ValueSource(ints = {4, 19, 27})
    void resumedRunIsBitForBitTheUndisturbedOne(int stopAfter) throws Exception {
        Map<String, Object> arguments = Map.of("logging_steps", 5, "save_strategy", "no");
        assertExact(arguments, stopAfter);
    }

    @Test
    void resumesWithinAccumulationAndBf16() throws Exception {
        assertExact(
                Map.of(
                        "per_device_train_batch_size",
                        4,
                        "gradient_accumulation_steps",
                        2,
                        "bf16",
                        true,
                        "save_strategy",
                        "no"),
                11);
    }

    /** Each optimizer remembers something else; noise and token counts go on too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"optim\": \"sgd\", \"optim_args\": \"momentum=0.9\", \"learning_rate\": 0.05}",
                "{\"optim\": \"sgd\", \"learning_rate\": 0.05}",
                "{\"optim\": \"adafactor\", \"weight_decay\": 0.01}",
                "{\"neftune_noise_alpha\": 5}",
            })
    void resumesEveryOptimizerAndNoise(String json) throws Exception {
        Map<String, Object> arguments =
                new HashMap<>(JsonMapper.shared().readValue(json, new TypeReference<Map<String, Object>>() {}));
        arguments.put("save_strategy", "no");
        arguments.put("max_steps", 12);
        assertExact(arguments, 5);
    }

    /** Evaluations within an epoch draw from the same generator as the order of rows. */
    @ParameterizedTest
    @ValueSource(ints = {4, 19, 27})
    void resumesRowsGroupedByLength(int stopAfter) throws Exception {
        assertExact(
                Map.of(
                        "train_sampling_strategy", "group_by_length",
                        "eval_strategy", "steps",
                        "eval_steps", 5,
                        "save_strategy", "no"),
                stopAfter);
    }

    /** One of two evaluations without a better one lies before the resume. */
    @Test
    void resumedRunStopsEarlyWhereTheUndisturbedOneDoes() throws Exception {
        List<TrainEvent> whole = assertExact(
                Map.of(
                        "eval_strategy", "steps",
                        "eval_steps", 3,
                        "early_stopping_patience", 2,
                        "early_stopping_threshold", 10,
                        "save_strategy", "no"),
                7);
        assertThat(GoldenTest.only(whole, Step.class)).hasSize(9);
    }

    /** @return the undisturbed run */
    private List<TrainEvent> assertExact(Map<String, Object> arguments, int stopAfter) throws Exception {
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, arguments, DROPOUT);
        List<TrainEvent> whole = run(task, "whole", null, Integer.MAX_VALUE);
        List<TrainEvent> first = run(task, "first", null, stopAfter);
        Stopped stopped = GoldenTest.only(first, Stopped.class).get(0);
        List<TrainEvent> second = run(task, "second", stopped.checkpoint(), Integer.MAX_VALUE);

        assertThat(stopped.step()).isEqualTo(stopAfter);
        assertThat(steps(first, second)).isEqualTo(steps(whole, List.of()));
        assertThat(evaluations(first, second)).isEqualTo(evaluations(whole, List.of()));
        assertThat(logs(first, second)).isEqualTo(logs(whole, List.of()));
        assertThat(model(second)).isEqualTo(model(whole));
        return whole;
    }

    @Test
    void checkpointsBeyondTheLimitAreGoneButTheBestOneStays() throws Exception {
        Golden golden = Golden.read("bert", "golden-best.json");
        TrainTask task = golden.task(scratch);

        List<TrainEvent> events = run(task, "best", null, Integer.MAX_VALUE);

        Path output = scratch.resolve("best");
        assertThat(output.resolve("checkpoint-5")).isDirectory();
        assertThat(output.resolve("checkpoint-57")).isDirectory();
        try (var folders = Files.list(output)) {
            assertThat(folders.filter(path -> path.getFileName().toString().startsWith("checkpoint-")))
                    .hasSize(2);
        }
        assertThat(GoldenTest.only(events, Finished.class).get(0).step()).isEqualTo(5);
        List<Path> removed = GoldenTest.only(events, Checkpointed.class).stream()
                .flatMap(saved -> saved.removed().stream())
                .toList();
        assertThat(removed).contains(output.resolve("checkpoint-10")).doesNotContain(output.resolve("checkpoint-5"));
    }

    /** Each attempt sees only what the one before it had saved. */
    @Test
    void theBestModelOutlivesTheAttemptThatFoundIt() throws Exception {
        TrainTask task = Golden.read("bert", "golden-best.json").task(scratch);
        List<TrainEvent> whole = run(task, "whole", null, Integer.MAX_VALUE);
        Path first = stoppedAfter(run(task, "first", null, 12));
        Path second = stoppedAfter(run(task, "second", first, 20 - 12));
        AtomicFolder.delete(first.getParent());
        List<TrainEvent> third = run(task, "third", second, Integer.MAX_VALUE);

        assertThat(GoldenTest.only(third, Finished.class).get(0).step()).isEqualTo(5);
        assertThat(model(third)).isEqualTo(model(whole));
    }

    @Test
    void aCheckpointOfTheModelAloneIsToldAndTrainingStartsAgain() throws Exception {
        Map<String, Object> arguments = Map.of("save_strategy", "steps", "save_steps", 5, "save_only_model", true);
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, arguments, DROPOUT);
        List<TrainEvent> whole = run(task, "whole", null, Integer.MAX_VALUE);

        List<TrainEvent> again = run(task, "again", scratch.resolve("whole/checkpoint-5"), Integer.MAX_VALUE);

        assertThat(GoldenTest.only(again, TrainEvent.Message.class))
                .extracting(TrainEvent.Message::code)
                .contains("not_resumable");
        assertThat(steps(again, List.of())).isEqualTo(steps(whole, List.of()));
        assertThat(Trainer.canResume(stoppedAfter(run(task, "stopped", null, 5))))
                .isTrue();
    }

    private static Path stoppedAfter(List<TrainEvent> events) {
        return Objects.requireNonNull(
                GoldenTest.only(events, Stopped.class).get(0).checkpoint());
    }

    private List<TrainEvent> run(TrainTask task, String folder, @Nullable Path resume, int stopAfter) throws Exception {
        Path output = Files.createDirectories(scratch.resolve(folder));
        List<TrainEvent> events = new ArrayList<>();
        new TrainProcess(
                        new TrainSpec(task, output, "cpu", resume),
                        events::add,
                        () -> GoldenTest.only(events, Step.class).size() >= stopAfter)
                .run();
        return events;
    }

    private static List<List<Object>> steps(List<TrainEvent> first, List<TrainEvent> second) {
        return both(first, second, Step.class).stream()
                .map(step ->
                        List.<Object>of(step.step(), step.epoch(), step.loss(), step.learningRate(), step.gradNorm()))
                .toList();
    }

    private static List<List<Object>> evaluations(List<TrainEvent> first, List<TrainEvent> second) {
        return both(first, second, Evaluated.class).stream()
                .map(evaluated -> List.<Object>of(
                        evaluated.step(),
                        Objects.requireNonNull(evaluated.metrics().get("loss")),
                        Objects.requireNonNull(evaluated.metrics().get("f1"))))
                .toList();
    }

    private static List<Object> logs(List<TrainEvent> first, List<TrainEvent> second) {
        return both(first, second, Logged.class).stream()
                .map(Logged::entry)
                .filter(entry -> entry.containsKey("loss"))
                .map(entry -> (Object) entry)
                .toList();
    }

    private static <T extends TrainEvent> List<T> both(List<TrainEvent> first, List<TrainEvent> second, Class<T> type) {
        List<T> all = new ArrayList<>(GoldenTest.only(first, type));
        all.addAll(GoldenTest.only(second, type));
        return all;
    }

    private static byte[] model(List<TrainEvent> events) throws Exception {
        Finished finished = GoldenTest.only(events, Finished.class).get(0);
        return Files.readAllBytes(finished.model().resolve("model.safetensors"));
    }
}
