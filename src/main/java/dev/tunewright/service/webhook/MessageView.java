package dev.tunewright.service.webhook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as clients see it.
 *
 * @param receiver the operator's name of it, or the host of the job's own
 * @param outcome of the last try
 * @param endedAt when it was delivered or given up
 * @param nextAt when it is tried again
 */
record MessageView(
        UUID id,
        String type,
        String receiver,
        int attempts,
        boolean delivered,
        @Nullable String outcome,
        @Nullable Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Instant nextAt) {}
