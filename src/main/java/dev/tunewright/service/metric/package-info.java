/** What a job measured, step by step, and its live stream. Called over HTTP and by the relay. */
@NullMarked
package dev.tunewright.service.metric;

import org.jspecify.annotations.NullMarked;
