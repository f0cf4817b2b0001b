package dev.tunewright.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one file row by row; holds one row at a time. */
interface RowReader extends Closeable {

    /** Characters that one field may have. */
    int MAX_FIELD_CHARACTERS = 1 << 20;

    /** @return names of the columns; of a file without a header their positions, {@code "0"}, {@code "1"}, … */
    List<String> columns();

    /**
     * @return the next row; null at the end
     * @throws MalformedRowException if the next row is none
     * @throws IOException if the file cannot be read on
     */
    @Nullable
    Row next() throws IOException, MalformedRowException;
}
