package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Hugging Face's {@code datasets} writes into a parquet file about its columns: {@code {"info": {"features": {"label":
 * {"names": [...], "_type": "ClassLabel"}}}}}.
 */
final class HuggingFaceFeatures {

    private HuggingFaceFeatures() {}

    /**
     * @param metadata the file's value for {@code huggingface}; null where it has none
     * @return names of the ids in the column, or in its lists; empty where the column is no ClassLabel
     */
    static List<String> labelNames(@Nullable String metadata, String column) {
        if (metadata == null) {
            return List.of();
        }
        try {
            JsonNode feature = JsonMapper.shared()
                    .readTree(metadata)
                    .path("info")
                    .path("features")
                    .path(column);
            // A list is {"feature": …, "_type": "List"}, formerly [ … ].
            JsonNode element =
                    feature.has("feature") ? feature.path("feature") : feature.isArray() ? feature.path(0) : feature;
            JsonNode names = element.path("names");
            boolean usable = element.path("_type").asString("").equals("ClassLabel")
                    && names.isArray()
                    && names.valueStream().allMatch(JsonNode::isString);
            return usable ? names.valueStream().map(JsonNode::asString).toList() : List.of();
        } catch (JacksonException e) {
            // Not written by the library after all; the ids stand for themselves.
            return List.of();
        }
    }
}
