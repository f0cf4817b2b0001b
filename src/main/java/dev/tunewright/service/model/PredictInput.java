package dev.tunewright.service.model;

import org.jspecify.annotations.Nullable;

/** One row of a request: a text, or a pair of texts. */
record PredictInput(String text, @Nullable String textPair) {}
