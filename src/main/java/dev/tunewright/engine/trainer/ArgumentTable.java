package dev.tunewright.engine.trainer;

import static dev.tunewright.engine.trainer.Argument.Range.above;
import static dev.tunewright.engine.trainer.Argument.Range.atLeast;
import static dev.tunewright.engine.trainer.Argument.Range.within;
import static dev.tunewright.engine.trainer.Argument.flag;
import static dev.tunewright.engine.trainer.Argument.integer;
import static dev.tunewright.engine.trainer.Argument.number;
import static dev.tunewright.engine.trainer.Argument.text;

import java.util.List;

/** The training arguments: names, defaults and meanings of transformers 5. */
final class ArgumentTable {

    private static final List<String> INTERVALS = List.of("no", "steps", "epoch");

    /** Every argument there is, in the order in which they are shown. */
    static final List<Argument> ALL = List.of(
            number("num_train_epochs", 3.0, above(0), "passes over the train split; a fraction ends within an epoch"),
            integer("max_steps", -1, atLeast(-1), "if above 0: optimizer steps in all, instead of num_train_epochs"),
            integer("per_device_train_batch_size", 8, atLeast(1), "rows of a training batch"),
            integer("per_device_eval_batch_size", 8, atLeast(1), "rows of an evaluation batch"),
            integer("gradient_accumulation_steps", 1, atLeast(1), "batches whose gradients make one optimizer step"),
            number("learning_rate", 5e-5, above(0), "AdamW's rate at the top of the schedule"),
            number("weight_decay", 0.0, atLeast(0), "decoupled decay of all weights but biases and norms"),
            number("adam_beta1", 0.9, within(0, 1), "AdamW's decay of the first moment"),
            number("adam_beta2", 0.999, within(0, 1), "AdamW's decay of the second moment"),
            number("adam_epsilon", 1e-8, atLeast(0), "AdamW's epsilon"),
            number("max_grad_norm", 1.0, atLeast(0), "gradients are scaled down to this global norm; 0: never"),
            text("optim", "adamw_torch_fused", List.of("adamw_torch_fused", "adamw_torch"), "the optimizer"),
            text("lr_scheduler_type", "linear", LearningRateSchedule.names(), "how the learning rate moves"),
            number("warmup_steps", 0.0, atLeast(0), "steps of rising learning rate; below 1: a share of all steps"),
            number("warmup_ratio", null, within(0, 1), "share of all steps, if warmup_steps is not given"),
            number("label_smoothing_factor", 0.0, within(0, 1), "share of each label spread over all classes"),
            flag("bf16", false, "multiply matrices in bfloat16; weights, norms and loss stay in float32"),
            text("logging_strategy", "steps", INTERVALS, "when the mean loss is logged"),
            number("logging_steps", 500.0, above(0), "steps between logs; below 1: a share of all steps"),
            flag("logging_first_step", false, "log the first step too"),
            flag("logging_nan_inf_filter", true, "leave non-finite losses out of the logged mean"),
            text("eval_strategy", "no", INTERVALS, "when the validation split is evaluated"),
            number("eval_steps", null, above(0), "steps between evaluations; default: logging_steps"),
            number("eval_delay", 0.0, atLeast(0), "epochs (or steps) before the first evaluation"),
            flag("eval_on_start", false, "evaluate before the first step"),
            text("save_strategy", "steps", List.of("no", "steps", "epoch", "best"), "when a checkpoint is saved"),
            number("save_steps", 500.0, above(0), "steps between checkpoints; below 1: a share of all steps"),
            integer("save_total_limit", null, atLeast(1), "checkpoints to keep; the best one is always kept"),
            flag("save_only_model", false, "leave the optimizer's state out of checkpoints"),
            flag("load_best_model_at_end", false, "end with the best checkpoint instead of the last weights"),
            text("metric_for_best_model", null, List.of(), "what best means; default: loss"),
            flag("greater_is_better", null, "whether a larger metric is better; default: unless it is a loss"),
            integer("early_stopping_patience", null, atLeast(1), "stop after so many evaluations without a better one"),
            number("early_stopping_threshold", 0.0, atLeast(0), "how much better counts as better"),
            integer("seed", 42, atLeast(0), "of everything random"),
            integer("data_seed", null, atLeast(0), "of the order of rows; default: seed"),
            text(
                    "train_sampling_strategy",
                    "random",
                    List.of("random", "sequential", "group_by_length"),
                    "order of rows"),
            flag("dataloader_drop_last", false, "leave out an epoch's last, smaller batch"));

    private ArgumentTable() {}
}
