/** Work that some node does beside the jobs: messages to other services, cleaning up. Called by those who have such work. */
@NullMarked
package dev.tunewright.service.chore;

import org.jspecify.annotations.NullMarked;
