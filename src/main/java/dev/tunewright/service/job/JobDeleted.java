package dev.tunewright.service.job;

import java.util.UUID;

/** A hint, after the commit and on this node alone, that a job is gone. */
public record JobDeleted(UUID jobId) {}
