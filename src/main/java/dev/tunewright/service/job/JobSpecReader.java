package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.StrictJson;
import dev.tunewright.service.webhook.Webhook;
import dev.tunewright.service.webhook.WebhookReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the body of {@code POST /jobs}, telling every field that is wrong in itself. */
final class JobSpecReader {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_TAG_LENGTH = 100;
    private static final int MAX_LABELS = 100_000;
    private static final int MAX_ATTEMPTS = 100;

    /**
     * @param webhook who is to be told of the job; apart from the specification, which is shown
     * @param spec what could be read; null where checkpoint or data set are not there to go on with
     * @param violations every mistake found; the job may run only if there are none
     */
    record Result(@Nullable JobSpec spec, @Nullable Webhook webhook, List<Violation> violations) {}

    private final List<Violation> violations = new ArrayList<>();

    private @Nullable Webhook webhook;

    private JobSpecReader() {}

    /** @throws dev.tunewright.service.web.ApiException if the body is no JSON document */
    static Result read(byte[] body) {
        JobSpecReader reader = new JobSpecReader();
        JsonFields fields = JsonFields.of(StrictJson.read(body), reader.violations);
        JobSpec spec = fields == null ? null : reader.spec(fields);
        return new Result(spec, reader.webhook, reader.violations);
    }

    private @Nullable JobSpec spec(JsonFields fields) {
        String name = name(fields);
        String checkpoint = fields.string("checkpoint");
        if (fields.node("checkpoint") == null || (checkpoint != null && checkpoint.isBlank())) {
            fields.wrong("checkpoint", "is required: a hub name, `embedded:<name>`, `job:<id>` or `file:<path>`");
        }
        DatasetReference dataset = dataset(fields);
        Map<String, Object> hyperparameters = fields.values("hyperparameters");
        Map<String, Object> config = fields.values("config");
        Integer numLabels = fields.integer("num_labels", 1, MAX_LABELS);
        List<String> metrics = fields.stringList("metrics");
        Map<String, String> tags = tags(fields);
        int priority = Objects.requireNonNullElse(fields.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE), 0);
        Integer maxAttempts = fields.integer("max_attempts", 1, MAX_ATTEMPTS);
        Integer timeoutSeconds = fields.integer("timeout_seconds", 1, Integer.MAX_VALUE);
        JsonFields hook = fields.object("webhook");
        this.webhook = hook == null ? null : WebhookReader.read(hook);
        fields.rejectUnknown();
        if (checkpoint == null || checkpoint.isBlank() || dataset == null) {
            return null;
        }
        return new JobSpec(
                name,
                checkpoint,
                dataset,
                hyperparameters,
                config,
                numLabels,
                metrics,
                tags,
                priority,
                maxAttempts,
                timeoutSeconds);
    }

    private static @Nullable String name(JsonFields fields) {
        String name = fields.string("name");
        if (name == null) {
            return null;
        }
        if (name.isBlank()) {
            fields.wrong("name", "must not be blank; leave it out to have one made");
        }
        requirePlain(fields, "name", name, MAX_NAME_LENGTH);
        return name;
    }

    private static Map<String, String> tags(JsonFields fields) {
        Map<String, String> tags = fields.strings("tags");
        tags.forEach((key, value) -> {
            if (key.isBlank() || key.contains(":")) {
                fields.wrong("tags." + key, "a tag's name must not be blank and must not contain `:`");
            }
            requirePlain(fields, "tags." + key, key, MAX_TAG_LENGTH);
            requirePlain(fields, "tags." + key, value, MAX_TAG_LENGTH);
        });
        return tags;
    }

    private static void requirePlain(JsonFields fields, String field, String value, int maxLength) {
        if (value.length() > maxLength) {
            fields.wrong(field, "must be at most " + maxLength + " characters, was " + value.length());
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            fields.wrong(field, "must not contain control characters such as line ends");
        }
    }

    private static @Nullable DatasetReference dataset(JsonFields fields) {
        if (fields.node("dataset") == null) {
            fields.wrong("dataset", "is required: an object with one of `name`, `files` and `id`");
            return null;
        }
        JsonFields dataset = fields.object("dataset");
        return dataset == null ? null : DatasetReferenceReader.read(dataset);
    }
}
