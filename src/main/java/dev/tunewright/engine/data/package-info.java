/** Reading, checking and batching labelled texts. Called by the trainer and by the service's validation. */
@NullMarked
package dev.tunewright.engine.data;

import org.jspecify.annotations.NullMarked;
