/** Tells other services what becomes of jobs. Called where jobs change, and by the chores that deliver. */
@NullMarked
package dev.tunewright.service.webhook;

import org.jspecify.annotations.NullMarked;
