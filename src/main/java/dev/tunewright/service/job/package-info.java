/** Jobs: their specification, their life and their queue. Called over HTTP and by the worker. */
@NullMarked
package dev.tunewright.service.job;

import org.jspecify.annotations.NullMarked;
