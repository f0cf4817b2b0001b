/** What every part of the engine shares: how bad input is reported, and work beside other work. Called by the service and by whoever uses the engine as a library. */
@NullMarked
package dev.tunewright.engine;

import org.jspecify.annotations.NullMarked;
