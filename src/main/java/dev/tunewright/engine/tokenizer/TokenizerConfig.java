package dev.tunewright.engine.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What tokenizer_config.json says that tokenizer.json does not.
 *
 * @param modelMaxLength tokens the tokenizer's author allows; {@link Integer#MAX_VALUE} where none is given
 * @param truncatesLeft {@code truncation_side}
 * @param usesTokenTypes whether the model tells the two texts of a pair apart by segment; where not, every segment is 0
 * @param padToken the padding token's text; null where none is given
 */
record TokenizerConfig(
        int modelMaxLength,
        boolean truncatesLeft,
        boolean usesTokenTypes,
        @Nullable String padToken) {

    /** The original writes 1e30 where a tokenizer has no limit. */
    private static final double LARGEST_SANE_LENGTH = 1e6;

    static final TokenizerConfig ABSENT = new TokenizerConfig(Integer.MAX_VALUE, false, true, null);

    static TokenizerConfig of(JsonNode json) {
        double length = json.path("model_max_length").asDouble(Double.MAX_VALUE);
        JsonNode inputs = json.path("model_input_names");
        List<String> inputNames =
                inputs.valueStream().map(name -> name.asString("")).toList();
        return new TokenizerConfig(
                length > 0 && length < LARGEST_SANE_LENGTH ? (int) length : Integer.MAX_VALUE,
                json.path("truncation_side").asString("right").equals("left"),
                !inputs.isArray() || inputNames.contains("token_type_ids"),
                content(json.path("pad_token")));
    }

    /** @return the text of a special token, which is written as a string or as an object with {@code content} */
    static @Nullable String content(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isString() ? text.asString() : null;
    }
}
