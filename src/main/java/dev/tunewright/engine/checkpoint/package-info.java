/** Checkpoint folders: safetensors files, the hub's cache, checkpoints that ship inside the jar. Called by models and the service. */
@NullMarked
package dev.tunewright.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
