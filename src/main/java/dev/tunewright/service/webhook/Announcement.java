package dev.tunewright.service.webhook;

import java.time.Instant;

/**
 * Something that became of a job.
 *
 * @param sequence the event's id in the job's sequence
 * @param data the event's data, as JSON
 */
public record Announcement(WebhookEvent event, long sequence, String data, Instant time) {}
