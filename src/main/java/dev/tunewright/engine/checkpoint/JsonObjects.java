package dev.tunewright.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the small JSON files that lie beside a checkpoint's weights. */
final class JsonObjects {

    /** Far above any real configuration or index, far below what would hurt the process. */
    private static final long MAX_BYTES = 16 << 20;

    /** Of a file of empty lists each token costs fifty times its length once it is read. */
    private static final long MAX_TOKENS = 1_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            // Python writes NaN and Infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonObjects() {}

    /** @throws CheckpointException if the file is too large, not JSON, or not an object */
    static JsonNode read(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new CheckpointException(file, "it has " + bytes + " bytes; at most " + MAX_BYTES + " are read");
            }
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new CheckpointException(file, "it must hold a JSON object, not " + node.getNodeType());
            }
            return node;
        } catch (JacksonException e) {
            throw new CheckpointException(
                    file, "it is not valid JSON: " + e.getOriginalMessage() + "; download it again", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
