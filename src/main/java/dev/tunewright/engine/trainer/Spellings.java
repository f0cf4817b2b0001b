package dev.tunewright.engine.trainer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Other spellings that the original takes or took: names of its version 4, and switches that became choices. */
final class Spellings {

    private static final Map<String, String> FORMER_NAMES = Map.of(
            "evaluation_strategy", "eval_strategy",
            "per_gpu_train_batch_size", "per_device_train_batch_size",
            "per_gpu_eval_batch_size", "per_device_eval_batch_size");

    /** Switches of version 4, and what they choose when on; off is the default's meaning. */
    private static final Map<String, Map.Entry<String, String>> SWITCHES = Map.of(
            "group_by_length", Map.entry("train_sampling_strategy", "group_by_length"),
            "adafactor", Map.entry("optim", "adafactor"));

    private Spellings() {}

    /** An argument by its name of today. */
    record Given(String name, @Nullable Object value) {}

    /** @return empty for a switch that is off */
    static Optional<Given> current(String name, @Nullable Object value) {
        Map.Entry<String, String> chosen = SWITCHES.get(name);
        if (chosen != null && value instanceof Boolean on) {
            return on ? Optional.of(new Given(chosen.getKey(), chosen.getValue())) : Optional.empty();
        }
        if (name.equals("include_num_input_tokens_seen") && value instanceof Boolean counted) {
            return Optional.of(new Given(name, counted ? "all" : "no"));
        }
        if (name.equals("resume_from_checkpoint") && value instanceof Boolean resumed) {
            return resumed ? Optional.of(new Given(name, TrainingArguments.LAST_CHECKPOINT)) : Optional.empty();
        }
        return Optional.of(new Given(FORMER_NAMES.getOrDefault(name, name), value));
    }

    /** @return names that stand for the argument too */
    static List<String> formerOf(String name) {
        return Stream.concat(
                        FORMER_NAMES.entrySet().stream()
                                .filter(entry -> entry.getValue().equals(name))
                                .map(Map.Entry::getKey),
                        SWITCHES.entrySet().stream()
                                .filter(entry -> entry.getValue().getKey().equals(name))
                                .map(Map.Entry::getKey))
                .sorted()
                .toList();
    }
}
