package dev.tunewright.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one file row by row; holds one row at a time, or one group of rows still compressed. */
interface RowReader extends Closeable {

    /** Characters that one field may have. */
    int MAX_FIELD_CHARACTERS = 1 << 20;

    /** @return names of the columns; of a file without a header their positions, {@code "0"}, {@code "1"}, … */
    List<String> columns();

    /** @return what a row's number counts: {@code line} or {@code row} */
    default String unit() {
        return "line";
    }

    /** @return names of the ids that stand in a column, in order, where the file itself tells; else empty */
    default List<String> labelNames(String column) {
        return List.of();
    }

    /**
     * Leaves the fields of all other columns out of the rows to come, where that saves work.
     *
     * @throws MalformedRowException if these columns cannot be read at all
     */
    default void keep(List<String> columns) throws MalformedRowException {}

    /**
     * @return the next row; null at the end
     * @throws MalformedRowException if the next row is none
     * @throws IOException if the file cannot be read on
     */
    @Nullable
    Row next() throws IOException, MalformedRowException;
}
