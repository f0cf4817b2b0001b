package dev.tunewright.service.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** Aliases in memory. */
final class FakeAliases implements ModelAliases {

    private final Map<String, UUID> jobs = new ConcurrentSkipListMap<>();

    @Override
    public Optional<UUID> find(String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    @Override
    public List<Alias> all() {
        return jobs.entrySet().stream()
                .map(entry -> new Alias(entry.getKey(), entry.getValue(), Instant.EPOCH))
                .toList();
    }

    @Override
    public void point(String name, UUID jobId) {
        jobs.put(name, jobId);
    }

    @Override
    public boolean remove(String name) {
        return jobs.remove(name) != null;
    }
}
