/** Who may reach the service. Called at start-up. */
@NullMarked
package dev.tunewright.service.security;

import org.jspecify.annotations.NullMarked;
