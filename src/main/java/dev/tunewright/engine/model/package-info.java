/** Transformer classifiers, one class for each architecture, and how they are read from a checkpoint. Called by the trainer and by predictions. */
@NullMarked
package dev.tunewright.engine.model;

import org.jspecify.annotations.NullMarked;
