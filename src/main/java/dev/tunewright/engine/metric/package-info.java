/** Scores of predictions against labels. Called by the trainer. */
@NullMarked
package dev.tunewright.engine.metric;

import org.jspecify.annotations.NullMarked;
