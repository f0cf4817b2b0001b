package dev.tunewright.service.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies: one whole JSON document, no key twice, and nothing deeper or longer than any request needs. */
public final class StrictJson {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING_LENGTH = 256 * 1024;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_NUMBER_LENGTH = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING_LENGTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** @throws ApiException with status 400 if the body is no JSON document, naming line and column */
    public static JsonNode read(byte[] body) {
        String text = decode(body);
        if (text.isBlank()) {
            throw malformed("The body is empty; send a JSON object.");
        }
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException exception) {
            throw malformed("The body is not valid JSON: " + reason(exception) + place(exception.getLocation()) + ".");
        }
    }

    /** Decoded beforehand because Jackson counts columns of bytes in bytes. */
    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException exception) {
            throw malformed("The body is not valid JSON: its text is not UTF-8.");
        }
    }

    private static String reason(JacksonException exception) {
        if (exception instanceof UnexpectedEndOfInputException) {
            return "it ends before it is complete";
        }
        return exception
                .getOriginalMessage()
                .replaceAll("\\s*\\(?\\[Source:[^\\]]*\\]\\)?", "")
                .replaceAll(", from `[^`]*`", "")
                .replaceAll(":? ?\\(start marker.*", "")
                .strip();
    }

    private static String place(TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static ApiException malformed(String detail) {
        return new ApiException(HttpStatus.BAD_REQUEST, "malformed_json", "Malformed JSON", detail);
    }
}
