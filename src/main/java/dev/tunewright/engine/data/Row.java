package dev.tunewright.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row as it stands in a file.
 *
 * @param line where it starts, from 1, as an editor counts
 * @param fields by position of the column; null: the row lacks it
 */
record Row(long line, List<@Nullable String> fields) {}
