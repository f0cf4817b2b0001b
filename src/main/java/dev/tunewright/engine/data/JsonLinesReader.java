package dev.tunewright.engine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Rows of a .jsonl file: one JSON object a line. Its columns are the first object's. */
final class JsonLinesReader implements RowReader {

    private static final int MAX_LINE_CHARACTERS = 16 * MAX_FIELD_CHARACTERS;

    private final BufferedReader reader;
    private final List<String> columns;
    private @Nullable Map<String, @Nullable Field> pending;
    private long line;

    private JsonLinesReader(BufferedReader reader) throws IOException, MalformedRowException {
        this.reader = reader;
        this.pending = object();
        this.columns = pending == null ? List.of() : List.copyOf(pending.keySet());
    }

    /** @param text closed with the reader */
    static JsonLinesReader open(Reader text) throws IOException, MalformedRowException {
        return new JsonLinesReader(new BufferedReader(text));
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() throws IOException, MalformedRowException {
        Map<String, @Nullable Field> object = pending == null ? object() : pending;
        pending = null;
        if (object == null) {
            return null;
        }
        return new Row(line, JsonRows.inOrder(columns, object));
    }

    private @Nullable Map<String, @Nullable Field> object() throws IOException, MalformedRowException {
        String text;
        do {
            line++;
            text = readLine();
        } while (text != null && text.isBlank());
        if (text == null) {
            return null;
        }
        try (JsonParser parser = JsonRows.FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedRowException("line " + line + ", column 1: is not a JSON object", false);
            }
            Map<String, @Nullable Field> fields = JsonRows.fields(parser);
            if (parser.nextToken() != null) {
                throw new MalformedRowException("line " + line + ": has more than one JSON value", false);
            }
            return fields;
        } catch (JacksonException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new MalformedRowException("line " + line + ", column " + column + ": " + JsonRows.EXPECTED, false);
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

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
