package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Arguments moved over from Python: {@code training-arguments.json} holds the fields of transformers 5.23's
 * {@code TrainingArguments} with their defaults, and what {@code TrainingArguments().to_dict()} gives.
 */
class MovedArgumentsTest {

    /** Those of version 4 that version 5 has no more. */
    private static final Set<String> FORMER =
            Set.of(("adafactor dispatch_batches evaluation_strategy fp16_backend fp16_opt_level fsdp_min_num_params"
                            + " fsdp_transformer_layer_cls_to_wrap group_by_length half_precision_backend"
                            + " include_inputs_for_metrics include_tokens_per_second jit_mode_eval logging_dir"
                            + " mp_parameters no_cuda overwrite_output_dir past_index per_gpu_eval_batch_size"
                            + " per_gpu_train_batch_size push_to_hub_model_id push_to_hub_organization"
                            + " push_to_hub_token ray_scope save_safetensors split_batches torchdynamo tp_size"
                            + " tpu_metrics_debug tpu_num_cores use_ipex use_legacy_prediction_loop use_mps_device"
                            + " warmup_ratio")
                    .split(" "));

    private static final Set<String> KNOWN =
            ArgumentTable.ALL.stream().map(Argument::name).collect(Collectors.toSet());

    @Test
    void everyArgumentOfTheOriginalIsKnownOrRefusedByName() throws Exception {
        Set<String> theirs = new TreeSet<>(recorded("defaults").keySet());
        theirs.addAll(FORMER);
        for (String name : theirs) {
            boolean formerName = ArgumentTable.ALL.stream()
                    .anyMatch(argument -> Spellings.formerOf(argument.name()).contains(name));
            assertThat(List.of(KNOWN.contains(name), formerName, RefusedArgument.BY_NAME.containsKey(name)))
                    .as(name)
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void nothingElseIsRefusedAsTheOriginals() throws Exception {
        Set<String> theirs = new TreeSet<>(recorded("defaults").keySet());
        theirs.addAll(FORMER);
        assertThat(theirs).containsAll(RefusedArgument.BY_NAME.keySet());
    }

    @Test
    void ourDefaultsAreTheOriginals() throws Exception {
        Map<String, Object> theirs = recorded("defaults");
        for (Argument argument : ArgumentTable.ALL) {
            if (theirs.containsKey(argument.name())) {
                Object expected = theirs.get(argument.name());
                Object given = argument.defaultValue();
                assertThat(given instanceof Number number ? number.doubleValue() : given)
                        .as(argument.name())
                        .isEqualTo(expected instanceof Number number ? number.doubleValue() : expected);
            }
        }
    }

    @Test
    void theOriginalsDefaultsAreAcceptedInOnePiece() throws Exception {
        assertThat(TrainingArguments.of(recorded("defaults")).values())
                .isEqualTo(TrainingArguments.of(Map.of()).values());
        assertThat(TrainingArguments.of(recorded("resolved")).values())
                .isEqualTo(TrainingArguments.of(Map.of()).values());
    }

    @Test
    void resolvedArgumentsCanBeGivenAgain() {
        Map<String, Object> values = TrainingArguments.of(Map.of(
                        "lr_scheduler_type", "cosine",
                        "eval_strategy", "steps",
                        "load_best_model_at_end", true,
                        "optim", "sgd",
                        "optim_args", "momentum=0.9,nesterov=true"))
                .values();

        assertThat(TrainingArguments.of(values).values()).isEqualTo(values);
    }

    @Test
    void anotherValueThanTheDefaultIsRefusedWithAReason() {
        Map<String, Object> moved = new LinkedHashMap<>();
        moved.put("output_dir", "test-trainer");
        moved.put("fp16", true);
        moved.put("fp16_full_eval", false);
        moved.put("report_to", List.of("wandb"));
        moved.put("use_cpu", true);
        moved.put("dataloader_num_workers", 4);
        moved.put("gradient_checkpointing", true);
        moved.put("push_to_hub", true);
        moved.put("hub_token", "hf_secret");
        moved.put("deepspeed", "ds.json");
        moved.put("learning_rate", 1e-5);

        InvalidInputException refused = refused(moved);
        assertThat(refused.violations())
                .extracting(InvalidInputException.Violation::field)
                .containsExactly(
                        "hyperparameters.output_dir",
                        "hyperparameters.fp16",
                        "hyperparameters.report_to",
                        "hyperparameters.use_cpu",
                        "hyperparameters.dataloader_num_workers",
                        "hyperparameters.gradient_checkpointing",
                        "hyperparameters.push_to_hub",
                        "hyperparameters.hub_token",
                        "hyperparameters.deepspeed");
        assertThat(refused.violations().get(1).message()).contains("use bf16", "leave it out");
        assertThat(refused.getMessage()).doesNotContain("hf_secret");
    }

    @Test
    void otherSpellingsAreUnderstood() {
        Map<String, Object> values = TrainingArguments.of(Map.of(
                        "per_gpu_train_batch_size",
                        4,
                        "per_gpu_eval_batch_size",
                        16,
                        "group_by_length",
                        true,
                        "adafactor",
                        true,
                        "include_num_input_tokens_seen",
                        true,
                        "evaluation_strategy",
                        "steps"))
                .values();

        assertThat(values)
                .containsEntry("per_device_train_batch_size", 4)
                .containsEntry("per_device_eval_batch_size", 16)
                .containsEntry("train_sampling_strategy", "group_by_length")
                .containsEntry("optim", "adafactor")
                .containsEntry("include_num_input_tokens_seen", "all")
                .containsEntry("eval_strategy", "steps")
                .containsEntry("eval_steps", 500.0);
        assertThat(refused(Map.of("adafactor", true, "optim", "sgd")).getMessage())
                .contains("another spelling of optim");
        assertThat(TrainingArguments.of(Map.of("adafactor", false, "optim", "sgd"))
                        .values())
                .containsEntry("optim", "sgd");
    }

    @Test
    void wrongOptionsAreToldByName() {
        assertThat(refused(Map.of(
                                "lr_scheduler_type",
                                "cosine",
                                "lr_scheduler_kwargs",
                                Map.of("num_cycle", 2, "power", 1)))
                        .violations())
                .extracting(InvalidInputException.Violation::field)
                .containsExactlyInAnyOrder(
                        "hyperparameters.lr_scheduler_kwargs.num_cycle", "hyperparameters.lr_scheduler_kwargs.power");
        assertThat(refused(Map.of("lr_scheduler_type", "polynomial", "lr_scheduler_kwargs", "{\"lr_end\": 0.1}"))
                        .getMessage())
                .contains("lr_end must be below learning_rate 5.0E-5, was 0.1");
        assertThat(refused(Map.of("lr_scheduler_type", "cosine_with_min_lr")).getMessage())
                .contains("one of min_lr and min_lr_rate must be given");
        assertThat(refused(Map.of("optim", "sgd", "optim_args", "nesterov=true"))
                        .getMessage())
                .contains("nesterov needs a momentum above 0");
        assertThat(refused(Map.of("optim", "sgd", "optim_args", "momentum")).getMessage())
                .contains("must be name=value,name=value");
    }

    private static InvalidInputException refused(Map<String, Object> given) {
        return Objects.requireNonNull(
                catchThrowableOfType(InvalidInputException.class, () -> TrainingArguments.of(given)));
    }

    private static Map<String, Object> recorded(String key) throws Exception {
        try (InputStream file = MovedArgumentsTest.class.getResourceAsStream("training-arguments.json")) {
            return JsonMapper.shared()
                    .convertValue(
                            JsonMapper.shared().readTree(file).get(key),
                            new TypeReference<HashMap<String, Object>>() {});
        }
    }
}
