/** Our client of the Hugging Face hub, on the original's own cache. Called by the service to have checkpoints and data. */
@NullMarked
package dev.tunewright.engine.hub;

import org.jspecify.annotations.NullMarked;
