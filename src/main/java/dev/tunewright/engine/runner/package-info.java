/** The trainer as a process of its own: its specification, its events and its main loop. Called by the worker. */
@NullMarked
package dev.tunewright.engine.runner;

import org.jspecify.annotations.NullMarked;
