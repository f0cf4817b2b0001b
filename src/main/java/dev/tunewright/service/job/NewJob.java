package dev.tunewright.service.job;

import dev.tunewright.service.webhook.Webhook;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that was checked and may be queued.
 *
 * @param pins the commits of what it names on the hub
 * @param arguments every hyperparameter, resolved
 * @param requestHash of the body; the same key with another body is refused
 * @param submittedBy name of the key or token it came with; null where none is asked for
 * @param webhook who is to be told of it
 */
record NewJob(
        JobSpec spec,
        HubPins pins,
        Map<String, Object> arguments,
        int maxSteps,
        @Nullable String idempotencyKey,
        @Nullable String requestHash,
        @Nullable String submittedBy,
        @Nullable Webhook webhook) {}
