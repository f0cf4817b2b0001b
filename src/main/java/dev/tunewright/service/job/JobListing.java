package dev.tunewright.service.job;

import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads jobs as the contract shows them. */
@Component
@Transactional(readOnly = true)
class JobListing {

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final JobRepository jobs;
    private final JobQueue queue;
    private final Clock clock;

    JobListing(JobRepository jobs, JobQueue queue, Clock clock) {
        this.jobs = jobs;
        this.queue = queue;
        this.clock = clock;
    }

    public JobView get(UUID id) {
        Job job = jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id));
        return views(List.of(job)).get(0);
    }

    public Page<JobView> list(JobFilter filter, int limit) {
        return page(jobs, filter, limit, this::views);
    }

    static <T> Page<T> page(JobRepository jobs, JobFilter filter, int limit, Function<List<Job>, List<T>> views) {
        List<Job> found = jobs.findBy(
                filter, query -> query.sortBy(NEWEST_FIRST).limit(limit + 1).all());
        boolean more = found.size() > limit;
        List<Job> page = more ? found.subList(0, limit) : found;
        return new Page<>(
                views.apply(page), more, more ? after(page.get(limit - 1)).text() : null);
    }

    private static Cursor after(Job last) {
        return new Cursor(last.createdAt(), last.id());
    }

    private List<JobView> views(List<Job> page) {
        List<UUID> waiting = page.stream()
                .filter(job -> job.status() == JobStatus.QUEUED)
                .map(Job::id)
                .toList();
        Map<UUID, Integer> places = queue.positions(waiting);
        return page.stream()
                .map(job -> JobView.of(job, places.get(job.id()), clock))
                .toList();
    }
}
