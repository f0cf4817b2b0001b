package dev.tunewright.engine.trainer;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads given arguments against {@link TrainingArguments#ALL}, resolves what depends on others, collects what is wrong. */
final class ArgumentParser {

    private static final String FIELD = "hyperparameters.";

    private static final Map<String, Argument> BY_NAME =
            ArgumentTable.ALL.stream().collect(Collectors.toMap(Argument::name, argument -> argument));

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

    private void accept(String name, @Nullable Object value) {
        RefusedArgument refused = RefusedArgument.BY_NAME.get(name);
        if (refused != null) {
            if (!refused.accepts(value)) {
                violate(name, refused.message());
            }
            return;
        }
        Spellings.current(name, value).ifPresent(current -> accept(name, current));
    }

    private void accept(String name, Spellings.Given current) {
        Argument argument = BY_NAME.get(current.name());
        Object value = current.value();
        if (argument == null) {
            violate(name, unknown(name));
        } else if (!current.name().equals(name) && given.containsKey(current.name())) {
            violate(name, "is another spelling of " + current.name() + ", which is given too; give one of them");
        } else if (value != null || argument.defaultValue() != null) {
            try {
                values.put(current.name(), argument.parse(Objects.requireNonNullElse(value, "null")));
            } catch (IllegalArgumentException e) {
                violate(name, String.valueOf(e.getMessage()));
            }
        }
    }

    private static String unknown(String name) {
        return NearestName.of(name, BY_NAME.keySet())
                .map(nearest -> "is unknown; did you mean `" + nearest + "`?")
                .orElse("is unknown; the arguments are "
                        + ArgumentTable.ALL.stream().map(Argument::name).collect(Collectors.joining(", ")));
    }

    private void resolve() {
        if (is("eval_strategy", "steps") && (values.get("eval_steps") == null || is("eval_steps", 0.0))) {
            values.put("eval_steps", values.get("logging_steps"));
        }
        if (is("max_steps", 0)) {
            violate("max_steps", "must be above 0, or -1 for num_train_epochs, was 0");
        }
        resolveScheduleOptions();
        resolveOptimizerOptions();
        resolveBest();
    }

    private void resolveScheduleOptions() {
        LearningRateSchedule schedule = LearningRateSchedule.named(String.valueOf(values.get("lr_scheduler_type")));
        Map<String, Object> named = new LinkedHashMap<>();
        if (values.get("lr_scheduler_kwargs") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> named.put(String.valueOf(name), value));
        }
        int before = violations.size();
        Map<String, Object> options = new Options(schedule.wire(), schedule.options())
                .read(named, (name, message) -> violate("lr_scheduler_kwargs." + name, message));
        if (violations.size() == before && values.get("learning_rate") instanceof Double top) {
            schedule.contradiction(new LearningRates(schedule, top, 0, 1, options))
                    .ifPresent(message -> violate("lr_scheduler_kwargs", message));
        }
        values.put("lr_scheduler_kwargs", options.isEmpty() ? null : options);
    }

    private void resolveOptimizerOptions() {
        OptimizerChoice optimizer = OptimizerChoice.named(String.valueOf(values.get("optim")));
        try {
            String text = Objects.requireNonNullElse((String) values.get("optim_args"), "");
            int before = violations.size();
            Map<String, Object> options = new Options(optimizer.wire(), optimizer.options())
                    .read(Options.split(text), (name, message) -> violate("optim_args", name + " " + message));
            if (violations.size() == before) {
                optimizer.contradiction(options).ifPresent(message -> violate("optim_args", message));
            }
        } catch (IllegalArgumentException e) {
            violate("optim_args", String.valueOf(e.getMessage()));
        }
    }

    private void resolveBest() {
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
                && !isMultiple(save, eval)) {
            violate(
                    "save_steps",
                    "must be a multiple of eval_steps " + eval + " for load_best_model_at_end, was " + save);
        }
    }

    /** A share of all steps is a multiple of another share only. */
    private static boolean isMultiple(double save, double eval) {
        double times = save / eval;
        return save < 1 == eval < 1 && Math.abs(times - Math.rint(times)) < 1e-9;
    }

    private boolean is(String name, Object value) {
        return value.equals(values.get(name));
    }

    private void violate(String name, String message) {
        violations.add(new Violation(FIELD + name, message));
    }
}
