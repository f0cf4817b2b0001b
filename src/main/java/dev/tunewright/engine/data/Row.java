package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row as it stands in a file.
 *
 * @param number the line where it starts, as an editor counts, or its own number, from 1
 * @param fields by position of the column; null: the row lacks it
 */
record Row(long number, List<@Nullable Field> fields) {}
