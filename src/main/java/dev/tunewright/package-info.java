/** The entry point. */
@NullMarked
package dev.tunewright;

import org.jspecify.annotations.NullMarked;
