package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A model as {@code GET /models} shows it.
 *
 * @param name of the job that made it
 * @param aliases that point at it
 * @param checkpointStep global step that it is from
 * @param loaded whether this node has it in memory
 */
record ModelView(String name, UUID jobId, List<String> aliases, int checkpointStep, boolean loaded, Links links) {

    record Links(String self, String job, String predict) {}

    /**
     * The same as {@code GET /models/{name}} shows it.
     *
     * @param labels names of the class ids
     * @param maxLength tokens of the longest text
     * @param parameters number of weights
     * @param sizeBytes of its files
     * @param metrics of the whole split that the job was evaluated on, by that split's name
     */
    record Details(
            @JsonUnwrapped ModelView model,
            String modelType,
            String problemType,
            List<String> labels,
            int maxLength,
            long parameters,
            long sizeBytes,
            Map<String, Map<String, Object>> metrics) {}
}
