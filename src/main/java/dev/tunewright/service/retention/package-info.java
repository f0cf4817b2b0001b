/** Removes what nobody needs any more, from time to time on one node. Those who keep something say what that is. */
@NullMarked
package dev.tunewright.service.retention;

import org.jspecify.annotations.NullMarked;
