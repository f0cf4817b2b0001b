/** The training loop with its arguments, schedule, optimizer and checkpoints. Called by the runner and by library users. */
@NullMarked
package dev.tunewright.engine.trainer;

import org.jspecify.annotations.NullMarked;
