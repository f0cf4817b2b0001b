package dev.tunewright.service.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Names that stand for one job's output, and can be moved from one to the next while requests come in. */
interface ModelAliases {

    record Alias(String name, UUID jobId, Instant updatedAt) {}

    Optional<UUID> find(String name);

    /** @return all, by name */
    List<Alias> all();

    /** @throws dev.tunewright.service.job.JobNotFoundException if there is no such job */
    void point(String name, UUID jobId);

    /** @return whether there was one */
    boolean remove(String name);
}
