package dev.tunewright.service.model;

import org.jspecify.annotations.Nullable;

/**
 * One row of a request: a text, or a pair of texts.
 *
 * @param field where it stands in the request, such as {@code inputs[3]}
 */
record PredictInput(String field, String text, @Nullable String textPair) {}
