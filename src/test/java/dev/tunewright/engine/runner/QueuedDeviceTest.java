package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AsOnDevice;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.trainer.PredictionOutput;
import dev.tunewright.engine.trainer.Trainer;
import dev.tunewright.engine.trainer.TrainerCallback;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What a GPU does differently, done by the processor: masks from PyTorch's generator, fused attention where no backward pass follows,
 * and figures that are read when the next step is under way.
 */
class QueuedDeviceTest {

    private static final Map<String, Object> DROPOUT =
            Map.of("hidden_dropout_prob", 0.1, "attention_probs_dropout_prob", 0.1);

    @TempDir
    Path scratch;

    /** What a training told, in order, and what its model then predicted. */
    private record Run(
            List<TrainerCallback.Step> steps, List<Double> losses, List<String> order, PredictionOutput predictions) {}

    @ParameterizedTest
    @CsvSource({
        "bert, golden.json",
        "bert, golden-accumulation.json",
        "bert, golden-grouped.json",
        "bert, golden-regression.json",
        "bert, golden-multilabel.json",
        "deberta-v2, golden.json",
        "modernbert, golden.json",
        "mpnet, golden.json",
        "xlm-roberta, golden.json"
    })
    void everyStepEqualsTheOriginals(String architecture, String file) throws Exception {
        Golden golden = Golden.read(architecture, file);
        Run run = run(golden.task(scratch), null, Integer.MAX_VALUE);

        assertThat(run.steps)
                .hasSize(golden.json().path("state").path("global_step").asInt());
        List<JsonNode> logged = golden.entries("loss");
        assertThat(run.losses).hasSameSizeAs(logged);
        for (int i = 0; i < logged.size(); i++) {
            JsonNode theirs = logged.get(i);
            assertThat(run.losses.get(i)).isCloseTo(theirs.get("loss").asDouble(), within(2e-4));
            TrainerCallback.Step ours = run.steps.get(theirs.get("step").asInt() - 1);
            assertThat(ours.gradNorm()).isCloseTo(theirs.get("grad_norm").asDouble(), within(5e-3));
        }
        List<JsonNode> evaluations = golden.entries("eval_loss");
        assertThat(run.predictions.metrics().get("test_loss"))
                .isCloseTo(
                        evaluations.get(evaluations.size() - 1).get("eval_loss").asDouble(), within(2e-3));
    }

    /** With dropout, so with randomness; bf16 and rows grouped by length draw from the same generator's beginnings. */
    @ParameterizedTest
    @ValueSource(strings = {"random", "group_by_length"})
    void resumedRunIsBitForBitTheUndisturbedOne(String order) throws Exception {
        Map<String, Object> arguments = new HashMap<>(Map.of(
                "train_sampling_strategy",
                order,
                "bf16",
                true,
                "max_steps",
                24,
                "eval_strategy",
                "steps",
                "eval_steps",
                5,
                "save_strategy",
                "no"));
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, arguments, DROPOUT);
        Run whole = run(task, null, Integer.MAX_VALUE);
        Run first = run(task, null, 11);
        Run second = run(task, scratch.resolve("checkpoint-" + first.steps.size()), Integer.MAX_VALUE);

        List<TrainerCallback.Step> both = new ArrayList<>(first.steps);
        both.addAll(second.steps);
        assertThat(both).usingRecursiveComparison().ignoringFields("time").isEqualTo(whole.steps);
        assertThat(second.predictions.predictions()).isDeepEqualTo(whole.predictions.predictions());
    }

    /** One read for each step, after the next one has begun: but before a log everything is told. */
    @Test
    void aStepsFiguresAreReadWhenTheNextIsUnderWay() throws Exception {
        Map<String, Object> arguments =
                Map.of("max_steps", 5, "logging_steps", 3, "eval_strategy", "no", "save_strategy", "no");
        Run run = run(Golden.read("bert", "golden.json").task(scratch, arguments, Map.of()), null, Integer.MAX_VALUE);

        assertThat(run.order)
                .startsWith(
                        "begun", "begun", "step 1", "begun", "step 2", "step 3", "log", "begun", "begun", "step 4",
                        "step 5", "log");
    }

    private Run run(TrainTask task, @Nullable Path resume, int stopAfter) throws Exception {
        CompletableFuture<Run> run = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        run.complete(train(task, resume, stopAfter));
                    } catch (Throwable e) {
                        run.completeExceptionally(e);
                    }
                })
                .start();
        return run.get();
    }

    private Run train(TrainTask task, @Nullable Path resume, int stopAfter) {
        Preflight.Checked checked = Preflight.read(task);
        Dataset dataset = checked.dataset();
        try (AutoModelForSequenceClassification model = model(task, checked);
                AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(task.checkpoint(), null, model.maxPositions())) {
            Watch watch = new Watch(stopAfter);
            DataCollatorWithPadding padding = new DataCollatorWithPadding();
            Trainer trainer = new Trainer(
                            model,
                            tokenizer,
                            checked.arguments(),
                            dataset,
                            Metrics.of(task.metricNames(), dataset.labels()),
                            scratch)
                    .addCallback(watch)
                    .setDataCollator((rows, batch) -> {
                        watch.order.add("begun");
                        return padding.collate(rows, batch);
                    });
            trainer.train(resume);
            return new Run(watch.steps, watch.losses, watch.order, trainer.predict("validation"));
        }
    }

    private static AutoModelForSequenceClassification model(TrainTask task, Preflight.Checked checked) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(task.checkpoint())) {
            ModelConfig config = Preflight.configFor(
                    checkpoint.config(), task, checked.dataset().labels());
            return AsOnDevice.fromPretrained(
                    checkpoint, config, checked.arguments().seed());
        }
    }

    private static final class Watch implements TrainerCallback {

        private final int stopAfter;
        private final List<Step> steps = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();
        private final List<String> order = new ArrayList<>();

        Watch(int stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public void onStepEnd(Step step) {
            steps.add(step);
            order.add("step " + step.step());
        }

        @Override
        public void onLog(Map<String, Object> entry) {
            order.add("log");
            if (entry.get("loss") instanceof Double loss) {
                losses.add(loss);
            }
        }

        @Override
        public boolean shouldStop() {
            return steps.size() >= stopAfter;
        }
    }
}
