package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.runner.TrainEvent.Checkpointed;
import dev.tunewright.engine.runner.TrainEvent.Evaluated;
import dev.tunewright.engine.runner.TrainEvent.Finished;
import dev.tunewright.engine.runner.TrainEvent.Logged;
import dev.tunewright.engine.runner.TrainEvent.Step;
import dev.tunewright.engine.trainer.Hyperparameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every training argument changes what it says it changes: each is set alone, beside one plain run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArgumentEffectTest {

    private static final int STEPS = 6;
    private static final Map<String, Object> PLAIN = Map.of(
            "max_steps", STEPS, "logging_steps", 1, "eval_strategy", "no", "save_strategy", "no", "warmup_steps", 0);

    private Path scratch = Path.of("");

    private int runs;
    private Run plain = new Run(List.of(), Path.of(""));
    private final Map<String, Effect> effects = new LinkedHashMap<>();

    @FunctionalInterface
    private interface Effect {
        void show() throws Exception;
    }

    /** What a training told. */
    private record Run(List<TrainEvent> events, Path output) {

        List<Step> steps() {
            return GoldenTest.only(events, Step.class);
        }

        List<Double> losses() {
            return steps().stream().map(Step::loss).toList();
        }

        List<Double> rates() {
            return steps().stream().map(Step::learningRate).toList();
        }

        List<Map<String, Object>> lossEntries() {
            return GoldenTest.only(events, Logged.class).stream()
                    .map(Logged::entry)
                    .filter(entry -> entry.containsKey("loss"))
                    .toList();
        }

        List<Object> loggedSteps() {
            return lossEntries().stream()
                    .<Object>map(entry -> Objects.requireNonNull(entry.get("step")))
                    .toList();
        }

        List<Evaluated> evaluations() {
            return GoldenTest.only(events, Evaluated.class);
        }

        List<Integer> evaluatedSteps() {
            return evaluations().stream().map(Evaluated::step).toList();
        }

        List<Integer> savedSteps() {
            return GoldenTest.only(events, Checkpointed.class).stream()
                    .map(Checkpointed::step)
                    .toList();
        }

        Finished finished() {
            return GoldenTest.only(events, Finished.class).get(0);
        }
    }

    @BeforeAll
    void trainPlainly(@TempDir Path folder) throws Exception {
        scratch = folder;
        plain = run(Map.of());
        lengthAndBatches();
        orderAndRate();
        optimizer();
        lossAndLog();
        evaluation();
        checkpoints();
        bestModel();
    }

    @TestFactory
    Stream<DynamicTest> argumentShowsItsEffect() {
        return effects.entrySet().stream()
                .map(effect -> DynamicTest.dynamicTest(
                        effect.getKey(), () -> effect.getValue().show()));
    }

    @Test
    void everyArgumentShowsItsEffect() {
        assertThat(effects.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Hyperparameter.all().stream().map(Hyperparameter::name).toList());
    }

    private void lengthAndBatches() {
        // 150 rows: 19 batches of 8.
        effects.put(
                "num_train_epochs",
                () -> assertThat(run(Map.of("max_steps", -1, "num_train_epochs", 0.5))
                                .steps())
                        .hasSize(10));
        effects.put(
                "max_steps",
                () -> assertThat(run(Map.of("max_steps", 3)).steps()).hasSize(3));
        effects.put("per_device_train_batch_size", () -> firstStepIsOf("per_device_train_batch_size", 4, 1.0 / 38));
        effects.put("gradient_accumulation_steps", () -> firstStepIsOf("gradient_accumulation_steps", 2, 2.0 / 19));
        effects.put("dataloader_drop_last", () -> firstStepIsOf("dataloader_drop_last", true, 1.0 / 18));
        effects.put(
                "auto_find_batch_size",
                () -> new OutOfMemoryTest().inFolder(folder()).batchesInPiecesGiveTheSameCurve());
    }

    private void orderAndRate() {
        effects.put("seed", () -> changesLosses("seed", 7, 1));
        effects.put("data_seed", () -> changesLosses("data_seed", 7, 1));
        effects.put("train_sampling_strategy", () -> {
            changesLosses("train_sampling_strategy", "sequential", 1);
            changesLosses("train_sampling_strategy", "group_by_length", 1);
        });
        effects.put(
                "learning_rate",
                () -> assertThat(run(Map.of("learning_rate", 0.5)).rates().get(0))
                        .isEqualTo(0.5));
        effects.put(
                "lr_scheduler_type",
                () -> assertThat(run(Map.of("lr_scheduler_type", "constant")).rates())
                        .containsOnly(1e-3));
        effects.put("lr_scheduler_kwargs", () -> {
            Map<String, Object> options = Map.of("lr_end", 5e-4, "power", 2);
            assertThat(run(Map.of("lr_scheduler_type", "polynomial", "lr_scheduler_kwargs", options))
                            .rates()
                            .get(3))
                    .isCloseTo(5e-4 + 5e-4 * 0.25, within(1e-12));
        });
        effects.put(
                "warmup_steps",
                () -> assertThat(run(Map.of("warmup_steps", 2)).rates()).startsWith(0.0, 5e-4, 1e-3));
        effects.put(
                "warmup_ratio",
                () -> assertThat(run(Map.of("warmup_ratio", 0.3)).rates()).startsWith(0.0, 5e-4, 1e-3));
    }

    private void optimizer() {
        effects.put("optim", () -> {
            changesLosses("optim", "sgd", 2);
            changesLosses("optim", "adafactor", 2);
            assertThat(run(Map.of("optim", "adamw_torch")).losses()).isEqualTo(plain.losses());
        });
        effects.put("optim_args", () -> {
            Run without = run(Map.of("optim", "sgd", "learning_rate", 0.1));
            Run with = run(Map.of("optim", "sgd", "learning_rate", 0.1, "optim_args", "momentum=0.9"));
            // The first step's momentum is the gradient itself.
            assertThat(with.losses().subList(0, 2)).isEqualTo(without.losses().subList(0, 2));
            assertThat(with.losses().get(2)).isNotEqualTo(without.losses().get(2));
        });
        effects.put("weight_decay", () -> changesLosses("weight_decay", 0.5, 2));
        effects.put("adam_beta1", () -> changesLosses("adam_beta1", 0.5, 3));
        effects.put("adam_beta2", () -> changesLosses("adam_beta2", 0.5, 3));
        effects.put("adam_epsilon", () -> changesLosses("adam_epsilon", 0.1, 2));
        effects.put("max_grad_norm", () -> {
            Run clipped = run(Map.of("optim", "sgd", "max_grad_norm", 1e-6));
            Run free = run(Map.of("optim", "sgd", "max_grad_norm", 0));
            assertThat(clipped.steps().get(0).gradNorm())
                    .isEqualTo(free.steps().get(0).gradNorm())
                    .isGreaterThan(0.1);
            assertThat(clipped.losses().get(1)).isNotEqualTo(free.losses().get(1));
        });
    }

    private void lossAndLog() {
        effects.put("label_smoothing_factor", () -> changesLosses("label_smoothing_factor", 0.3, 1));
        effects.put("neftune_noise_alpha", () -> {
            Run noisy = run(Map.of("neftune_noise_alpha", 5, "eval_on_start", true));
            Run quiet = run(Map.of("eval_on_start", true));
            assertThat(noisy.losses())
                    .doesNotContainAnyElementsOf(plain.losses())
                    .allMatch(Double::isFinite);
            assertThat(noisy.evaluations().get(0).metrics().get("loss"))
                    .isEqualTo(quiet.evaluations().get(0).metrics().get("loss"));
        });
        effects.put("bf16", () -> {
            changesLosses("bf16", true, 1);
            assertThat(run(Map.of("bf16", true)).losses().get(0))
                    .isCloseTo(plain.losses().get(0), within(0.02));
        });
        // A GPU's alone; that the switch reaches PyTorch is Tf32Test's.
        effects.put(
                "tf32",
                () -> assertThatThrownBy(() -> run(Map.of("tf32", true)))
                        .hasMessageContaining("hyperparameters.tf32: must not be true on a CPU"));
        effects.put(
                "logging_strategy",
                () -> assertThat(run(Map.of("logging_strategy", "no")).lossEntries())
                        .isEmpty());
        effects.put(
                "logging_steps",
                () -> assertThat(run(Map.of("logging_steps", 4)).loggedSteps()).containsExactly(4));
        effects.put(
                "logging_first_step",
                () -> assertThat(run(Map.of("logging_steps", 4, "logging_first_step", true))
                                .loggedSteps())
                        .containsExactly(1, 4));
        effects.put("logging_nan_inf_filter", () -> {
            Map<String, Object> exploding = Map.of("learning_rate", 1e38, "logging_steps", STEPS);
            Map<String, Object> unfiltered = new HashMap<>(exploding);
            unfiltered.put("logging_nan_inf_filter", false);
            assertThat((Double) run(exploding).lossEntries().get(0).get("loss")).isFinite();
            assertThat((Double) run(unfiltered).lossEntries().get(0).get("loss"))
                    .isNaN();
        });
        effects.put(
                "include_num_input_tokens_seen",
                () -> assertThat(run(Map.of("include_num_input_tokens_seen", true))
                                .lossEntries())
                        .allMatch(entry -> (Long) entry.get("num_input_tokens_seen") > 8)
                        .hasSize(STEPS));
    }

    private void evaluation() {
        effects.put(
                "eval_strategy",
                () -> assertThat(run(Map.of("eval_strategy", "epoch", "max_steps", 19))
                                .evaluatedSteps())
                        .containsExactly(19));
        effects.put(
                "eval_steps",
                () -> assertThat(run(evaluating(Map.of("eval_steps", 4))).evaluatedSteps())
                        .containsExactly(4, 6));
        effects.put(
                "eval_delay",
                () -> assertThat(run(evaluating(Map.of("eval_delay", 3))).evaluatedSteps())
                        .containsExactly(4, 6));
        effects.put(
                "eval_on_start",
                () -> assertThat(run(Map.of("eval_on_start", true)).evaluatedSteps())
                        .containsExactly(0));
        effects.put("per_device_eval_batch_size", () -> {
            Map<String, Double> metrics = run(evaluating(Map.of("per_device_eval_batch_size", 50)))
                    .evaluations()
                    .get(0)
                    .metrics();
            // 100 rows in 2 batches.
            assertThat(Objects.requireNonNull(metrics.get("samples_per_second"))
                            / Objects.requireNonNull(metrics.get("steps_per_second")))
                    .isCloseTo(50, within(1e-9));
        });
    }

    private void checkpoints() {
        effects.put(
                "save_strategy",
                () -> assertThat(run(Map.of("save_strategy", "epoch", "max_steps", 19))
                                .savedSteps())
                        .containsExactly(19));
        effects.put(
                "save_steps",
                () -> assertThat(run(saving(Map.of("save_steps", 4))).savedSteps())
                        .containsExactly(4, 6));
        effects.put("save_total_limit", () -> {
            Run limited = run(saving(Map.of("save_total_limit", 1)));
            assertThat(limited.output().resolve("checkpoint-4")).doesNotExist();
            assertThat(limited.output().resolve("checkpoint-6")).exists();
        });
        effects.put("save_only_model", () -> {
            assertThat(run(saving(Map.of())).output().resolve("checkpoint-4/optimizer.safetensors"))
                    .exists();
            Run bare = run(saving(Map.of("save_only_model", true)));
            assertThat(bare.output().resolve("checkpoint-4/optimizer.safetensors"))
                    .doesNotExist();
            assertThat(bare.output().resolve("checkpoint-4/model.safetensors")).exists();
        });
        effects.put("resume_from_checkpoint", () -> {
            Run whole = run(saving(Map.of()));
            String checkpoint = whole.output().resolve("checkpoint-4").toString();
            Run resumed = run(Map.of("resume_from_checkpoint", checkpoint));
            assertThat(resumed.losses()).isEqualTo(plain.losses().subList(4, STEPS));
        });
    }

    private void bestModel() {
        // Without learning no evaluation is better than the first.
        Map<String, Object> still = Map.of("learning_rate", 1e-30);
        effects.put("load_best_model_at_end", () -> {
            Map<String, Object> arguments = saving(evaluating(still));
            assertThat(run(arguments).finished().step()).isEqualTo(STEPS);
            arguments.put("load_best_model_at_end", true);
            assertThat(run(arguments).finished().step()).isEqualTo(2);
        });
        effects.put("metric_for_best_model", () -> {
            Run byMetric = run(evaluating(Map.of("metric_for_best_model", "f1")));
            assertThat(Objects.requireNonNull(byMetric.finished().best()).metric())
                    .isEqualTo("f1");
        });
        effects.put("greater_is_better", () -> {
            Map<String, Object> arguments = evaluating(Map.of("metric_for_best_model", "loss"));
            arguments.put("greater_is_better", true);
            Run worst = run(arguments);
            assertThat(Objects.requireNonNull(worst.finished().best()).value())
                    .isEqualTo(worst.evaluations().stream()
                            .mapToDouble(evaluated ->
                                    Objects.requireNonNull(evaluated.metrics().get("loss")))
                            .max()
                            .orElseThrow());
        });
        effects.put("early_stopping_patience", () -> {
            Map<String, Object> arguments = evaluating(still);
            arguments.put("early_stopping_patience", 1);
            assertThat(run(arguments).steps()).hasSize(4);
        });
        effects.put("early_stopping_threshold", () -> {
            Map<String, Object> arguments = evaluating(Map.of("early_stopping_patience", 1));
            arguments.put("early_stopping_threshold", 10);
            assertThat(run(arguments).steps()).hasSize(4);
        });
    }

    private void firstStepIsOf(String argument, Object value, double epoch) throws Exception {
        assertThat(run(Map.of(argument, value)).steps().get(0).epoch()).isCloseTo(epoch, within(1e-12));
        assertThat(plain.steps().get(0).epoch()).isCloseTo(1.0 / 19, within(1e-12));
    }

    /** @param from the first step whose loss is another than the plain run's, by more than rounding */
    private void changesLosses(String argument, Object value, int from) throws Exception {
        List<Double> losses = run(Map.of(argument, value)).losses();
        for (int step = 1; step < from; step++) {
            assertThat(losses.get(step - 1)).isCloseTo(plain.losses().get(step - 1), within(1e-6));
        }
        assertThat(losses.get(from - 1)).isFinite().isNotCloseTo(plain.losses().get(from - 1), within(1e-6));
    }

    private static Map<String, Object> evaluating(Map<String, Object> more) {
        Map<String, Object> arguments = new HashMap<>(Map.of("eval_strategy", "steps", "eval_steps", 2));
        arguments.putAll(more);
        return arguments;
    }

    private static Map<String, Object> saving(Map<String, Object> more) {
        Map<String, Object> arguments = new HashMap<>(Map.of("save_strategy", "steps", "save_steps", 2));
        arguments.putAll(more);
        return arguments;
    }

    private Path folder() throws Exception {
        return Files.createDirectory(scratch.resolve("run-" + runs++));
    }

    private Run run(Map<String, Object> arguments) throws Exception {
        Map<String, Object> all = new HashMap<>(PLAIN);
        all.putAll(arguments);
        Path output = folder();
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, all, Map.of());
        List<TrainEvent> events = new ArrayList<>(GoldenTest.run(new TrainSpec(task, output, "cpu", null)));
        return new Run(events, output);
    }
}
