package dev.tunewright.engine.trainer;

import static dev.tunewright.engine.trainer.Argument.flag;
import static dev.tunewright.engine.trainer.Argument.integer;
import static dev.tunewright.engine.trainer.Argument.number;
import static dev.tunewright.engine.trainer.Argument.object;
import static dev.tunewright.engine.trainer.Argument.text;
import static dev.tunewright.engine.trainer.Range.above;
import static dev.tunewright.engine.trainer.Range.atLeast;
import static dev.tunewright.engine.trainer.Range.between;
import static dev.tunewright.engine.trainer.Range.stepsOrShare;
import static dev.tunewright.engine.trainer.Range.within;

import java.util.List;

/** The training arguments: names, defaults and meanings of transformers 5. */
final class ArgumentTable {

    private static final List<String> INTERVALS = List.of("no", "steps", "epoch");

    /** Arguments that are shown together. */
    record Group(String name, List<Argument> arguments) {

        private static Group of(String name, Argument... arguments) {
            return new Group(name, List.of(arguments));
        }
    }

    static final List<Group> GROUPS = List.of(
            Group.of(
                    "length and batches",
                    number(
                            "num_train_epochs",
                            3.0,
                            above(0),
                            "passes over the train split; a fraction ends within an epoch"),
                    integer("max_steps", -1, atLeast(-1), "if above 0: optimizer steps, instead of num_train_epochs"),
                    integer("per_device_train_batch_size", 8, atLeast(1), "rows of a training batch"),
                    integer("gradient_accumulation_steps", 1, atLeast(1), "batches that make one optimizer step"),
                    flag(
                            "auto_find_batch_size",
                            false,
                            "where memory does not suffice, run a batch in smaller pieces; steps and curve stay"),
                    flag("dataloader_drop_last", false, "leave out an epoch's last, smaller batch")),
            Group.of(
                    "order and randomness",
                    integer("seed", 42, atLeast(0), "of everything random"),
                    integer("data_seed", null, atLeast(0), "of the order of rows; default: seed"),
                    text(
                            "train_sampling_strategy",
                            "random",
                            List.of("random", "sequential", "group_by_length"),
                            "order of rows")),
            Group.of(
                    "learning rate",
                    number("learning_rate", 5e-5, above(0), "the rate at the top of the schedule"),
                    text("lr_scheduler_type", "linear", LearningRateSchedule.names(), "how the learning rate moves"),
                    object("lr_scheduler_kwargs", "options of the schedule, such as num_cycles of a cosine"),
                    number(
                            "warmup_steps",
                            0.0,
                            atLeast(0),
                            "steps of rising learning rate; below 1: a share of all steps"),
                    number("warmup_ratio", null, between(0, 1), "share of all steps, if warmup_steps is not given")),
            Group.of(
                    "optimizer",
                    text("optim", "adamw_torch_fused", OptimizerChoice.names(), "the optimizer"),
                    text("optim_args", null, List.of(), "options of sgd: momentum=0.9,dampening=0,nesterov=true"),
                    number("weight_decay", 0.0, atLeast(0), "decay of all weights but biases and norms"),
                    number("adam_beta1", 0.9, within(0, 1), "AdamW's decay of the first moment"),
                    number("adam_beta2", 0.999, within(0, 1), "AdamW's decay of the second moment"),
                    number("adam_epsilon", 1e-8, atLeast(0), "AdamW's epsilon"),
                    number("max_grad_norm", 1.0, atLeast(0), "gradients are scaled down to this norm; 0: never")),
            Group.of(
                    "loss and precision",
                    number(
                            "label_smoothing_factor",
                            0.0,
                            within(0, 1),
                            "share of each label that is spread over all classes"),
                    number(
                            "neftune_noise_alpha",
                            null,
                            atLeast(0),
                            "noise on the words' vectors in training, NEFTune's alpha; default: none"),
                    flag("bf16", false, "multiply matrices in bfloat16; weights, norms and loss stay in float32"),
                    flag("tf32", null, "on a GPU from Ampere on, multiply float32 matrices in TensorFloat-32")),
            Group.of(
                    "log",
                    text("logging_strategy", "steps", INTERVALS, "when the mean loss is logged"),
                    number(
                            "logging_steps",
                            500.0,
                            stepsOrShare(above(0)),
                            "steps between logs; below 1: a share of all steps"),
                    flag("logging_first_step", false, "log the first step too"),
                    flag("logging_nan_inf_filter", true, "leave non-finite losses out of the logged mean"),
                    text(
                            "include_num_input_tokens_seen",
                            "no",
                            List.of("no", "all", "non_padding"),
                            "count the tokens trained on, padding included or not")),
            Group.of(
                    "evaluation",
                    text("eval_strategy", "no", INTERVALS, "when the validation split is evaluated"),
                    number(
                            "eval_steps",
                            null,
                            stepsOrShare(atLeast(0)),
                            "steps between evaluations, below 1 a share of all; default: logging_steps"),
                    number("eval_delay", 0.0, atLeast(0), "epochs (or steps) before the first evaluation"),
                    flag("eval_on_start", false, "evaluate before the first step"),
                    integer("per_device_eval_batch_size", 8, atLeast(1), "rows of an evaluation batch")),
            Group.of(
                    "checkpoints",
                    text("save_strategy", "steps", List.of("no", "steps", "epoch", "best"), "when one is saved"),
                    number(
                            "save_steps",
                            500.0,
                            stepsOrShare(atLeast(0)),
                            "steps between checkpoints; below 1: a share of all steps; 0: only at the end"),
                    integer("save_total_limit", null, atLeast(0), "how many to keep, the best one always; 0: all"),
                    flag("save_only_model", false, "leave the optimizer's state out"),
                    text(
                            "resume_from_checkpoint",
                            null,
                            List.of(),
                            "a checkpoint-<step> folder whose training goes on, with its optimizer, step and log")),
            Group.of(
                    "best model",
                    flag("load_best_model_at_end", false, "end with the best checkpoint instead of the last weights"),
                    text("metric_for_best_model", null, List.of(), "what best means; default: loss"),
                    flag("greater_is_better", null, "whether more is better; default: unless the metric is a loss"),
                    integer(
                            "early_stopping_patience",
                            null,
                            atLeast(1),
                            "stop after so many evaluations without a better one"),
                    number("early_stopping_threshold", 0.0, atLeast(0), "how much better counts as better")));

    /** Every argument there is, in the order in which they are shown. */
    static final List<Argument> ALL =
            GROUPS.stream().flatMap(group -> group.arguments().stream()).toList();

    private ArgumentTable() {}
}
