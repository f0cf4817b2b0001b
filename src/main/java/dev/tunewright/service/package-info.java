/** What every part of the service shares: which roles this node plays. Called by every part of the service. */
@NullMarked
package dev.tunewright.service;

import org.jspecify.annotations.NullMarked;
