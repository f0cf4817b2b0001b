package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingArgumentsTest {

    @Test
    void defaultsAreTheOriginals() {
        Map<String, Object> values = TrainingArguments.of(Map.of()).values();

        assertThat(values)
                .containsEntry("learning_rate", 5e-5)
                .containsEntry("num_train_epochs", 3.0)
                .containsEntry("per_device_train_batch_size", 8)
                .containsEntry("per_device_eval_batch_size", 8)
                .containsEntry("weight_decay", 0.0)
                .containsEntry("adam_epsilon", 1e-8)
                .containsEntry("max_grad_norm", 1.0)
                .containsEntry("lr_scheduler_type", "linear")
                .containsEntry("logging_steps", 500.0)
                .containsEntry("save_strategy", "steps")
                .containsEntry("eval_strategy", "no")
                .containsEntry("seed", 42)
                .containsEntry("metric_for_best_model", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rate               | -1     | must be > 0, was -1",
                "learning_rate               | \"x\"  | must be > 0, was \"x\"",
                "per_device_train_batch_size | 0      | must be a whole number >= 1, was 0",
                "per_device_train_batch_size | 2.5    | must be a whole number >= 1, was 2.5",
                "adam_beta1                  | 1      | must be >= 0 and < 1, was 1",
                "bf16                        | \"no\" | must be true or false, was \"no\"",
                "bf16                        | null   | must be true or false, was \"null\"",
                "eval_strategy               | \"x\"  | must be one of [no, steps, epoch], was \"x\"",
                "fsdp                        | \"full_shard\" | is an argument of the original's that has no meaning here: a job trains on one device; for more devices run more jobs; leave it out",
                "logging_steps               | 1.5    | must be > 0 and, from 1 on, a whole number, was 1.5",
                "warmup_ratio                | 1.1    | must be >= 0 and <= 1, was 1.1",
                "max_steps                   | 0      | must be above 0, or -1 for num_train_epochs, was 0",
                "eval_strategy               | false  | must be one of [no, steps, epoch], was false",
                "optim                       | \"lomo\" | must be one of [adamw_torch_fused, adamw_torch, adafactor, sgd], was \"lomo\"",
                "optim_args                  | \"momentum=0.9\" | momentum is unknown; adamw_torch_fused has no options",
                "lr_scheduler_kwargs         | \"{x\" | must be an object, was no valid JSON: \"{x\"",
                "num_epochs                  | 3      | is unknown; did you mean `num_train_epochs`?",
            })
    void wrongValueNamesFieldValueAndRule(String name, String json, String message) {
        assertThat(violations(given(name, json))).containsExactly(new Violation("hyperparameters." + name, message));
    }

    @Test
    void everyWrongArgumentIsTold() {
        assertThat(violations(Map.of("learning_rate", 0, "seed", -1, "nonsense", 1)))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "hyperparameters.learning_rate", "hyperparameters.seed", "hyperparameters.nonsense");
    }

    @Test
    void formerNamesAreUnderstood() {
        TrainingArguments arguments = TrainingArguments.of(Map.of("evaluation_strategy", "epoch", "warmup_ratio", 0.1));

        assertThat(arguments.evalStrategy()).isEqualTo("epoch");
        assertThat(arguments.warmupSteps(95)).isEqualTo(10);
    }

    @Test
    void bestModelNeedsItsCheckpoints() {
        assertThat(violations(Map.of("load_best_model_at_end", true)))
                .extracting(Violation::field)
                .containsExactly("hyperparameters.eval_strategy");
        assertThat(violations(Map.of("load_best_model_at_end", true, "eval_strategy", "epoch")))
                .extracting(Violation::field)
                .containsExactly("hyperparameters.save_strategy");
        assertThat(violations(Map.of(
                        "load_best_model_at_end", true, "eval_strategy", "steps", "eval_steps", 3, "save_steps", 10)))
                .extracting(Violation::field)
                .containsExactly("hyperparameters.save_steps");
    }

    @Test
    void bestIsTheLowestLossUnlessAMetricIsNamed() {
        Map<String, Object> given =
                Map.of("load_best_model_at_end", true, "eval_strategy", "epoch", "save_strategy", "epoch");
        assertThat(TrainingArguments.of(given).metricForBestModel()).contains("loss");
        assertThat(TrainingArguments.of(given).greaterIsBetter()).isFalse();

        Map<String, Object> named = new HashMap<>(given);
        named.put("metric_for_best_model", "eval_f1");
        assertThat(TrainingArguments.of(named).metricForBestModel()).contains("f1");
        assertThat(TrainingArguments.of(named).greaterIsBetter()).isTrue();
    }

    private static Map<String, Object> given(String name, String json) {
        Map<String, Object> given = new HashMap<>();
        given.put(name, tools.jackson.databind.json.JsonMapper.shared().readValue(json, Object.class));
        return given;
    }

    private static List<Violation> violations(Map<String, Object> given) {
        InvalidInputException thrown =
                catchThrowableOfType(InvalidInputException.class, () -> TrainingArguments.of(given));
        assertThat(thrown).isNotNull();
        return thrown.violations();
    }
}
