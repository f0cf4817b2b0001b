package dev.tunewright.engine.trainer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training argument as a form or a page shows it.
 *
 * @param type {@code integer}, {@code number}, {@code boolean}, {@code text} or {@code object}
 * @param defaultValue null where there is none, or where it depends on others, as the help then says
 * @param minimum lowest number allowed; null: none
 * @param exclusiveMinimum the number that all allowed ones are above; null: none
 * @param maximum highest number allowed; null: none
 * @param exclusiveMaximum the number that all allowed ones are below; null: none
 * @param choices the texts allowed; empty: any
 * @param options what an argument that takes several options may hold, by the choice they belong to, such as {@code cosine}
 * @param formerNames names that the original had or has for it too
 * @param group what it is shown with
 * @param help one line
 */
public record Hyperparameter(
        String name,
        String type,
        @JsonProperty("default") @Nullable Object defaultValue,
        @Nullable Double minimum,
        @Nullable Double exclusiveMinimum,
        @Nullable Double maximum,
        @Nullable Double exclusiveMaximum,
        List<String> choices,
        Map<String, List<Hyperparameter>> options,
        List<String> formerNames,
        String group,
        String help) {

    /** @return every argument there is, in the order in which they are shown */
    public static List<Hyperparameter> all() {
        return ArgumentTable.GROUPS.stream()
                .flatMap(group -> group.arguments().stream().map(argument -> of(argument, group.name())))
                .toList();
    }

    /** @return those of the original's that have no meaning here */
    public static List<RefusedArgument> refused() {
        return List.copyOf(RefusedArgument.BY_NAME.values());
    }

    private static Hyperparameter of(Argument argument, String group) {
        Range range = argument.range();
        return new Hyperparameter(
                argument.name(),
                argument.kind().name().toLowerCase(Locale.ROOT),
                argument.defaultValue(),
                range.open() ? null : finite(range.from()),
                range.open() ? finite(range.from()) : null,
                range.openAbove() ? null : finite(range.to()),
                range.openAbove() ? finite(range.to()) : null,
                argument.choices(),
                options(argument.name()),
                Spellings.formerOf(argument.name()),
                group,
                argument.help());
    }

    private static Map<String, List<Hyperparameter>> options(String name) {
        Map<String, List<Hyperparameter>> options = new LinkedHashMap<>();
        if (name.equals("lr_scheduler_kwargs")) {
            for (LearningRateSchedule schedule : LearningRateSchedule.values()) {
                options.put(schedule.wire(), described(schedule.options(), schedule.wire()));
            }
        } else if (name.equals("optim_args")) {
            for (OptimizerChoice optimizer : OptimizerChoice.values()) {
                options.put(optimizer.wire(), described(optimizer.options(), optimizer.wire()));
            }
        }
        options.values().removeIf(List::isEmpty);
        return options;
    }

    private static List<Hyperparameter> described(List<Argument> options, String owner) {
        return options.stream().map(option -> of(option, owner)).toList();
    }

    private static @Nullable Double finite(double bound) {
        return Double.isFinite(bound) ? bound : null;
    }
}
