package dev.tunewright.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to train, as {@code POST /jobs} takes it.
 *
 * @param fields the body's, such as {@code checkpoint}
 */
public record NewJob(Map<String, Object> fields) {

    /**
     * @param checkpoint a hub name, {@code embedded:<name>}, {@code job:<id>} or {@code file:<path>}
     * @param dataset such as {@code {"name": "glue/mrpc"}}
     */
    public static NewJob of(String checkpoint, Map<String, ?> dataset) {
        return new NewJob(Map.of("checkpoint", checkpoint, "dataset", dataset));
    }

    public NewJob named(String name) {
        return with("name", name);
    }

    /** @param values by the names of Hugging Face's {@code TrainingArguments} */
    public NewJob hyperparameters(Map<String, ?> values) {
        return with("hyperparameters", values);
    }

    /** Any other field of the contract. */
    public NewJob with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new NewJob(Map.copyOf(more));
    }
}
