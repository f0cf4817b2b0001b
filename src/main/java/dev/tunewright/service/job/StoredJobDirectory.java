package dev.tunewright.service.job;

import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers from the database. */
@Component
@Transactional(readOnly = true)
class StoredJobDirectory implements JobDirectory {

    private final JobRepository jobs;

    StoredJobDirectory(JobRepository jobs) {
        this.jobs = jobs;
    }

    @Override
    public Optional<Entry> find(UUID id) {
        return jobs.findById(id).map(StoredJobDirectory::entry);
    }

    @Override
    public Optional<Entry> latestSuccess(String name) {
        return jobs.findLastFinished(name, JobStatus.SUCCEEDED, Limit.of(1)).stream()
                .findFirst()
                .map(StoredJobDirectory::entry);
    }

    @Override
    public Optional<Entry> latest(String name) {
        return jobs.findNewest(name, Limit.of(1)).stream().findFirst().map(StoredJobDirectory::entry);
    }

    @Override
    public Page<Entry> succeeded(@Nullable Cursor after, int limit) {
        JobFilter filter = new JobFilter(JobStatus.SUCCEEDED, null, null, after);
        return JobListing.page(
                jobs,
                filter,
                limit,
                page -> page.stream().map(StoredJobDirectory::entry).toList());
    }

    private static Entry entry(Job job) {
        Integer modelStep = job.modelStep();
        int step = modelStep != null ? modelStep : job.progress().step();
        return new Entry(job.id(), job.name(), job.status(), job.attempt(), step);
    }
}
