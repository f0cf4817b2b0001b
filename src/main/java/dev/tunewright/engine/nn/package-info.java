/** Tensor building blocks that the models share. Called by the models and the trainer. */
@NullMarked
package dev.tunewright.engine.nn;

import org.jspecify.annotations.NullMarked;
