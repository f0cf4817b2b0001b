package dev.tunewright.engine.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a split as its file has it.
 *
 * @param number place in the split, from 1
 * @param line where it starts in its file, from 1, as an editor counts; in a file without lines, its number there
 * @param values by column, in the file's order: a text, or a list of texts; null where the row lacks it or has something else
 */
public record DataRow(long number, long line, Map<String, @Nullable Object> values) {}
