/** The engine as a library, as its users write it. */
@NullMarked
package dev.tunewright.example;

import org.jspecify.annotations.NullMarked;
