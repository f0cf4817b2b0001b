/** Follows a job from its request to its trainer: in the lines that are logged for it and in traces. Called by all who work for jobs. */
@NullMarked
package dev.tunewright.service.trace;

import org.jspecify.annotations.NullMarked;
