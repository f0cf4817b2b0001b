/** Where job outputs and user files lie. Called by jobs, workers and predictions. */
@NullMarked
package dev.tunewright.service.storage;

import org.jspecify.annotations.NullMarked;
