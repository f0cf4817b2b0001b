package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.checkpoint.SafetensorsHeader.Tensor;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON of a safetensors header token by token, so that a hostile one costs little more memory than its length. */
final class SafetensorsHeaderParser {

    /** What the JSON says, not yet checked against the file; tensors in the order in which they are named. */
    record Parsed(List<Tensor> tensors, Map<String, String> metadata) {}

    private static final String METADATA = "__metadata__";
    private static final int MAX_DIMENSIONS = 64;

    /** Enough for 100,000 tensors. A token may cost a hundred bytes on the heap, and a header may have 50 million. */
    private static final long MAX_TOKENS = 2_000_000;

    /** Of metadata; a header that is one text would cost five times its length while it is read. */
    private static final int MAX_TEXT = 10_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNameLength(10_000)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    private final Path file;
    private final JsonParser parser;
    private final List<Tensor> tensors = new ArrayList<>();
    private Map<String, String> metadata = Map.of();

    private SafetensorsHeaderParser(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @throws CheckpointException if the JSON is not that of a header */
    static Parsed parse(Path file, byte[] json) {
        if (json[0] != '{') {
            throw broken(file, "its header does not begin with a brace", null);
        }
        // A decoder of its own, since Jackson would guess UTF-16 too and the format is UTF-8 only.
        InputStreamReader text =
                new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            SafetensorsHeaderParser header = new SafetensorsHeaderParser(file, parser);
            header.readHeader();
            return new Parsed(header.tensors, header.metadata);
        } catch (JacksonException e) {
            throw broken(file, "its header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void readHeader() {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (name.equals(METADATA)) {
                metadata = readMetadata();
            } else {
                tensors.add(readTensor(name));
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT, "the header");
        if (parser.nextToken() != null) {
            throw broken(file, "something follows its header's last brace", null);
        }
    }

    private Map<String, String> readMetadata() {
        Map<String, String> entries = new LinkedHashMap<>();
        expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key);
            entries.put(key, parser.getString());
        }
        return entries;
    }

    private Tensor readTensor(String name) {
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(parser.nextToken(), JsonToken.START_OBJECT, name);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("dtype")) {
                expect(value, JsonToken.VALUE_STRING, name + ".dtype");
                dtype = parser.getString();
            } else if (field.equals("shape")) {
                shape = readCounts(value, name + ".shape");
            } else if (field.equals("data_offsets")) {
                offsets = readCounts(value, name + ".data_offsets");
            } else {
                parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw broken(file, "tensor " + name + " lacks dtype, shape or data_offsets", null);
        }
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw broken(file, "tensor " + name + " has data_offsets " + offsets + ", not a begin and an end", null);
        }
        return new Tensor(name, new TensorInfo(dtype, shape), offsets.get(0), offsets.get(1));
    }

    private List<Long> readCounts(@Nullable JsonToken first, String what) {
        expect(first, JsonToken.START_ARRAY, what);
        List<Long> counts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0) {
                throw broken(file, what + " holds " + parser.getString() + ", which must be 0 to 2^63 - 1", null);
            }
            if (counts.size() == MAX_DIMENSIONS) {
                throw broken(file, what + " has more than " + MAX_DIMENSIONS + " entries", null);
            }
            counts.add(parser.getLongValue());
        }
        return counts;
    }

    private void expect(@Nullable JsonToken found, JsonToken wanted, String what) {
        if (found != wanted) {
            throw broken(file, "its header has " + found + " where " + what + " must be " + wanted, null);
        }
    }

    private static CheckpointException broken(Path file, String problem, @Nullable Throwable cause) {
        String message = "not a valid safetensors file: " + problem + "; download it or save it again";
        return cause == null ? new CheckpointException(file, message) : new CheckpointException(file, message, cause);
    }
}
