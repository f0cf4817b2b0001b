package dev.tunewright.engine.data;

import org.jspecify.annotations.Nullable;

/**
 * One row of a split.
 *
 * @param text the text, not empty
 * @param textPair the second text of a pair; null for single texts, for every row of a data set alike
 * @param label the class id (0-based), or the value itself for regression; NaN where the split has no labels
 */
public record Example(String text, @Nullable String textPair, double label) {}
