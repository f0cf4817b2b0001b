package dev.tunewright.service.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.engine.data.DataRow;
import dev.tunewright.engine.data.DataRows;
import dev.tunewright.engine.data.DatasetSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Some rows of a split in the shape of every list, read and written one by one. */
final class RowPage implements Closeable {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** What is written, for the description of the interface. */
    @Schema(name = "RowPage")
    record Described(
            List<DataRow> data,
            @JsonProperty("has_more") boolean hasMore,
            @Nullable String next) {}

    private final DataRows rows;
    private final int limit;
    private @Nullable DataRow next;

    private RowPage(DataRows rows, int limit) {
        this.rows = rows;
        this.limit = limit;
    }

    /** @param after number of the last row of the page before; 0: from the start */
    static RowPage open(DatasetSpec spec, String split, long after, int limit) throws IOException {
        RowPage page = new RowPage(DataRows.open(spec, split), limit);
        try {
            do {
                page.next = page.rows.next();
            } while (page.next != null && page.next.number() <= after);
            return page;
        } catch (IOException | RuntimeException e) {
            page.close();
            throw e;
        }
    }

    void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("data");
            long last = 0;
            for (int written = 0; next != null && written < limit; written++) {
                json.writePOJO(next);
                last = next.number();
                next = rows.next();
            }
            json.writeEndArray();
            json.writeBooleanProperty("has_more", next != null);
            json.writeStringProperty("next", next == null ? null : String.valueOf(last));
            json.writeEndObject();
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
