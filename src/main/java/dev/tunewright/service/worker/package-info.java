/** Runs queued jobs in trainer processes and relays their events. Called by the queue. */
@NullMarked
package dev.tunewright.service.worker;

import org.jspecify.annotations.NullMarked;
