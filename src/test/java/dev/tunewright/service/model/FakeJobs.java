package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Jobs in the order in which they were made. */
final class FakeJobs implements JobDirectory {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

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

    /** One page has them all. */
    @Override
    public Page<Entry> succeeded(@Nullable Cursor after, int limit) {
        return Page.whole(entries.stream()
                .filter(entry -> entry.status() == JobStatus.SUCCEEDED)
                .limit(limit)
                .toList());
    }
}
