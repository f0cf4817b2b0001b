package dev.tunewright.engine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Rows of a .jsonl file: one JSON object a line. Its columns are the first object's; nested values are no fields. */
final class JsonLinesReader implements RowReader {

    private static final int MAX_LINE_CHARACTERS = 16 * MAX_FIELD_CHARACTERS;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_FIELD_CHARACTERS)
                    .build())
            .build();

    private final BufferedReader reader;
    private final List<String> columns;
    private @Nullable Map<String, @Nullable String> pending;
    private long line;

    private JsonLinesReader(BufferedReader reader) throws IOException, MalformedRowException {
        this.reader = reader;
        this.pending = object();
        this.columns = pending == null ? List.of() : List.copyOf(pending.keySet());
    }

    static JsonLinesReader open(Path file) throws IOException, MalformedRowException {
        BufferedReader reader = new BufferedReader(Utf8.open(file));
        try {
            return new JsonLinesReader(reader);
        } catch (IOException | MalformedRowException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() throws IOException, MalformedRowException {
        Map<String, @Nullable String> object = pending == null ? object() : pending;
        pending = null;
        if (object == null) {
            return null;
        }
        List<@Nullable String> fields = new ArrayList<>(columns.size());
        for (String column : columns) {
            fields.add(object.get(column));
        }
        return new Row(line, fields);
    }

    private @Nullable Map<String, @Nullable String> object() throws IOException, MalformedRowException {
        String text;
        do {
            line++;
            text = readLine();
        } while (text != null && text.isBlank());
        if (text == null) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            return fields(parser);
        } catch (JacksonException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new MalformedRowException(
                    "line " + line + ", column " + column + ": is not one JSON object with strings of at most "
                            + MAX_FIELD_CHARACTERS + " characters",
                    false);
        }
    }

    /** As {@link BufferedReader#readLine}, but a line without end does not fill the memory. */
    private @Nullable String readLine() throws IOException, MalformedRowException {
        StringBuilder text = new StringBuilder();
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (text.length() == MAX_LINE_CHARACTERS) {
                throw new MalformedRowException(
                        "line " + line + ": has more than " + MAX_LINE_CHARACTERS
                                + " characters; a row must be one JSON object on one line",
                        true);
            }
            text.append((char) next);
            next = reader.read();
        }
        return text.toString();
    }

    private Map<String, @Nullable String> fields(JsonParser parser) throws MalformedRowException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedRowException("line " + line + ", column 1: is not a JSON object", false);
        }
        Map<String, @Nullable String> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isStructStart()) {
                parser.skipChildren();
            }
            fields.put(name, value.isScalarValue() && value != JsonToken.VALUE_NULL ? parser.getString() : null);
        }
        if (parser.nextToken() != null) {
            throw new MalformedRowException("line " + line + ": has more than one JSON value", false);
        }
        return fields;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
