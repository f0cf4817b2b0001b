package dev.tunewright.engine.data;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Rows of a .json file that is one list of objects. Its columns are the first object's. */
final class JsonArrayReader implements RowReader {

    private final JsonParser parser;
    private final List<String> columns;
    private @Nullable Map<String, @Nullable Field> pending;
    private long line;

    private JsonArrayReader(JsonParser parser) throws IOException, MalformedRowException {
        this.parser = parser;
        this.pending = object();
        this.columns = pending == null ? List.of() : List.copyOf(pending.keySet());
    }

    /** @param text that starts with a bracket; closed with the reader */
    static JsonArrayReader open(Reader text) throws IOException, MalformedRowException {
        JsonParser parser = JsonRows.FACTORY.createParser(ObjectReadContext.empty(), text);
        parser.nextToken();
        return new JsonArrayReader(parser);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() throws IOException, MalformedRowException {
        Map<String, @Nullable Field> object = pending == null ? object() : pending;
        pending = null;
        return object == null ? null : new Row(line, JsonRows.inOrder(columns, object));
    }

    private @Nullable Map<String, @Nullable Field> object() throws IOException, MalformedRowException {
        try {
            JsonToken token = parser.nextToken();
            line = parser.currentTokenLocation().getLineNr();
            if (token == JsonToken.END_ARRAY) {
                return end();
            }
            if (token != JsonToken.START_OBJECT) {
                throw malformed(parser.currentTokenLocation().getColumnNr(), JsonRows.EXPECTED);
            }
            return JsonRows.fields(parser);
        } catch (tools.jackson.core.exc.JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            line = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw malformed(e.getLocation() == null ? 1 : e.getLocation().getColumnNr(), JsonRows.EXPECTED);
        }
    }

    private @Nullable Map<String, @Nullable Field> end() throws MalformedRowException {
        if (parser.nextToken() != null) {
            throw malformed(
                    parser.currentTokenLocation().getColumnNr(),
                    "follows the list, which must be all that is in the file");
        }
        return null;
    }

    /** Nothing after it can be read: where the next object starts is not known. */
    private MalformedRowException malformed(int column, String complaint) {
        return new MalformedRowException("line " + line + ", column " + column + ": " + complaint, true);
    }

    @Override
    public void close() {
        parser.close();
    }
}
