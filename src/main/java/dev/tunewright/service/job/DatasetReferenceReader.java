package dev.tunewright.service.job;

import dev.tunewright.engine.data.DatasetSpec.Quoting;
import dev.tunewright.engine.data.SplitName;
import dev.tunewright.service.web.JsonFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the {@code dataset} of a job. */
final class DatasetReferenceReader {

    private DatasetReferenceReader() {}

    /** @return null where it does not name exactly one source */
    static @Nullable DatasetReference read(JsonFields fields) {
        String name = text(fields, "name");
        Map<String, String> files = files(fields);
        String id = text(fields, "id");
        DatasetReference reference = new DatasetReference(
                name,
                files,
                id,
                text(fields, "text"),
                text(fields, "text_pair"),
                text(fields, "label"),
                fields.node("labels") == null ? null : fields.stringList("labels"),
                text(fields, "label_delimiter"),
                fields.integer("max_train_samples", 1, Integer.MAX_VALUE),
                fields.integer("max_eval_samples", 1, Integer.MAX_VALUE),
                fraction(fields),
                delimiter(fields),
                quoting(fields),
                fields.integer("max_length", 1, Integer.MAX_VALUE));
        List<String> given = Stream.of("name", "files", "id")
                .filter(field -> fields.node(field) != null)
                .toList();
        if (given.size() != 1) {
            String was = given.isEmpty() ? "none" : String.join(" and ", given);
            fields.wrongItself("exactly one of `name`, `files` and `id` must be given, was " + was);
        }
        fields.rejectUnknown();
        boolean usable = given.size() == 1 && (name != null || id != null || (files != null && !files.isEmpty()));
        return usable ? reference : null;
    }

    private static @Nullable Map<String, String> files(JsonFields fields) {
        JsonFields files = fields.object("files");
        if (files == null) {
            return null;
        }
        Map<String, String> splits = new LinkedHashMap<>();
        for (String split : splits(files)) {
            String file = text(files, split);
            if (file != null) {
                splits.put(split, file);
            }
        }
        if (files.node("train") == null) {
            files.wrong("train", "is required: `file:<path>` of the rows to train on");
        }
        files.rejectUnknown();
        return splits;
    }

    private static Set<String> splits(JsonFields files) {
        Set<String> splits = new LinkedHashSet<>(List.of("train", "validation", "test"));
        files.names().stream().filter(SplitName::isKnown).forEach(splits::add);
        return splits;
    }

    private static @Nullable String text(JsonFields fields, String name) {
        String value = fields.string(name);
        if (value != null && value.isBlank()) {
            fields.wrong(name, "must not be blank");
            return null;
        }
        return value;
    }

    private static @Nullable Double fraction(JsonFields fields) {
        Double fraction = fields.number("validation_fraction");
        if (fraction != null && !(fraction > 0 && fraction < 1)) {
            fields.wrong("validation_fraction", "must be above 0 and below 1, was " + fraction);
            return null;
        }
        return fraction;
    }

    private static @Nullable String delimiter(JsonFields fields) {
        String delimiter = fields.string("delimiter");
        if (delimiter != null && delimiter.length() != 1) {
            fields.wrong("delimiter", "must be one character, was \"" + delimiter + "\"");
            return null;
        }
        return delimiter;
    }

    private static @Nullable Quoting quoting(JsonFields fields) {
        String quoting = fields.string("quoting");
        if (quoting == null) {
            return null;
        }
        return Arrays.stream(Quoting.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(quoting))
                .findFirst()
                .orElseGet(() -> {
                    fields.wrong("quoting", "must be \"minimal\" or \"none\", was \"" + quoting + "\"");
                    return null;
                });
    }
}
