package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Jobs in the order in which they were made. */
final class FakeJobs implements JobDirectory {

    private final List<Entry> entries = new ArrayList<>();

    Entry add(String name, JobStatus status) {
        Entry entry = new Entry(UUID.randomUUID(), name, status, 1, 42);
        entries.add(0, entry);
        return entry;
    }

    @Override
    public Optional<Entry> find(UUID id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Entry> latestSuccess(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name) && entry.status() == JobStatus.SUCCEEDED)
                .findFirst();
    }

    @Override
    public Optional<Entry> latest(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
