package dev.tunewright.service.job;

import java.util.UUID;

/** A job is about to be deleted; a listener that throws keeps it. Told within the transaction, before anything is removed. */
public record JobDeletion(UUID jobId) {}
