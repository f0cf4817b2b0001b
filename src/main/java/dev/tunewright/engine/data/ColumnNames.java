package dev.tunewright.engine.data;

import org.jspecify.annotations.Nullable;

/**
 * Which columns hold what.
 *
 * @param textPair null where there are single texts
 */
record ColumnNames(String text, @Nullable String textPair, String label) {}
