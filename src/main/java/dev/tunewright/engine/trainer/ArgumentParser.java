package dev.tunewright.engine.trainer;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads given arguments against {@link TrainingArguments#ALL}, resolves what depends on others, collects what is wrong. */
final class ArgumentParser {

    private static final String FIELD = "hyperparameters.";

    private static final Map<String, Argument> BY_NAME =
            ArgumentTable.ALL.stream().collect(Collectors.toMap(Argument::name, argument -> argument));

    /** What version 4 of the original called these. */
    private static final Map<String, String> FORMER_NAMES = Map.of("evaluation_strategy", "eval_strategy");

    /** Arguments of the original's that have no meaning here or are not built. */
    private static final Set<String> REFUSED =
            Set.of(("output_dir lr_scheduler_kwargs optim_args optim_target_modules average_tokens_across_devices fp16"
                            + " bf16_full_eval fp16_full_eval tf32 activation_checkpointing activation_checkpointing_kwargs"
                            + " gradient_checkpointing gradient_checkpointing_kwargs torch_compile torch_compile_backend"
                            + " torch_compile_mode use_liger_kernel liger_kernel_config use_cache neftune_noise_alpha"
                            + " torch_empty_cache_steps auto_find_batch_size log_on_each_node include_num_input_tokens_seen"
                            + " log_level log_level_replica disable_tqdm report_to run_name project trackio_space_id"
                            + " trackio_bucket_id trackio_static_space_id prediction_loss_only eval_do_concat_batches"
                            + " eval_use_gather_object eval_accumulation_steps include_for_metrics batch_eval_metrics"
                            + " save_on_each_node enable_jit_checkpoint push_to_hub hub_token hub_private_repo hub_model_id"
                            + " hub_strategy hub_always_push hub_revision ignore_data_skip"
                            + " restore_callback_states_from_checkpoint full_determinism use_cpu accelerator_config"
                            + " parallelism_config dataloader_num_workers dataloader_pin_memory"
                            + " dataloader_persistent_workers dataloader_prefetch_factor"
                            + " dataloader_multiprocessing_context dataloader_in_order remove_unused_columns label_names"
                            + " length_column_name ddp_find_unused_parameters ddp_bucket_cap_mb ddp_broadcast_buffers"
                            + " ddp_static_graph ddp_backend ddp_timeout fsdp fsdp_config deepspeed debug"
                            + " skip_memory_metrics do_train do_eval do_predict resume_from_checkpoint local_rank"
                            + " no_cuda overwrite_output_dir save_safetensors jit_mode_eval")
                    .split(" "));

    private final Map<String, Object> given;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    ArgumentParser(Map<String, Object> given) {
        this.given = given;
    }

    Map<String, Object> parse() {
        ArgumentTable.ALL.forEach(argument -> values.put(argument.name(), argument.defaultValue()));
        given.forEach(this::accept);
        resolve();
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return values;
    }

    private void accept(String name, Object value) {
        if (name.equals("group_by_length") && value instanceof Boolean grouped) {
            // Version 4's switch; false is the default's meaning.
            if (grouped) {
                values.put("train_sampling_strategy", "group_by_length");
            }
            return;
        }
        String current = FORMER_NAMES.getOrDefault(name, name);
        Argument argument = BY_NAME.get(current);
        if (argument == null) {
            violate(name, unknown(name));
        } else if (!current.equals(name) && given.containsKey(current)) {
            violate(name, "is the former name of " + current + ", which is given too; give one of them");
        } else if (value != null || argument.defaultValue() != null) {
            try {
                values.put(current, argument.parse(Objects.requireNonNullElse(value, "null")));
            } catch (IllegalArgumentException e) {
                violate(name, String.valueOf(e.getMessage()));
            }
        }
    }

    private static String unknown(String name) {
        if (REFUSED.contains(name)) {
            return "is an argument of the original's that this version does not have; leave it out";
        }
        return NearestName.of(name, BY_NAME.keySet())
                .map(nearest -> "is unknown; did you mean `" + nearest + "`?")
                .orElse("is unknown; the arguments are "
                        + ArgumentTable.ALL.stream().map(Argument::name).collect(Collectors.joining(", ")));
    }

    private void resolve() {
        values.computeIfAbsent("eval_steps", name -> values.get("logging_steps"));
        boolean stopsEarly = values.get("early_stopping_patience") != null;
        boolean comparesBest = is("load_best_model_at_end", true) || stopsEarly || is("save_strategy", "best");
        if (comparesBest) {
            values.computeIfAbsent("metric_for_best_model", name -> "loss");
        }
        if (values.get("metric_for_best_model") instanceof String metric) {
            values.computeIfAbsent("greater_is_better", name -> !metric.endsWith("loss"));
        }
        if (comparesBest && is("eval_strategy", "no")) {
            violate(
                    "eval_strategy",
                    "must be steps or epoch, was no: a best model or early stopping needs evaluations");
        }
        if (is("load_best_model_at_end", true)) {
            verifyBestIsSaved();
        }
    }

    /** The best evaluation's weights can be loaded at the end only if a checkpoint was saved at that step. */
    private void verifyBestIsSaved() {
        if (is("save_strategy", "best") || is("eval_strategy", "no")) {
            return;
        }
        if (!Objects.equals(values.get("save_strategy"), values.get("eval_strategy"))) {
            violate(
                    "save_strategy",
                    "must be the eval_strategy, " + values.get("eval_strategy") + ", for load_best_model_at_end; was "
                            + values.get("save_strategy"));
        } else if (is("save_strategy", "steps")
                && values.get("save_steps") instanceof Double save
                && values.get("eval_steps") instanceof Double eval
                && Math.abs(save / eval - Math.rint(save / eval)) > 1e-9) {
            violate(
                    "save_steps",
                    "must be a multiple of eval_steps " + eval + " for load_best_model_at_end, was " + save);
        }
    }

    private boolean is(String name, Object value) {
        return value.equals(values.get(name));
    }

    private void violate(String name, String message) {
        violations.add(new Violation(FIELD + name, message));
    }
}
