/** Uploaded data sets: taken in, shown, deleted. Called over HTTP, and by jobs that name one. */
@NullMarked
package dev.tunewright.service.dataset;

import org.jspecify.annotations.NullMarked;
