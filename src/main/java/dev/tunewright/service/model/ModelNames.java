package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDeleted;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.web.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Which job a name stands for, asked of the database once a second rather than for each request. While the database is away, what it said
 * last still holds: loaded models answer on.
 */
@Component
@ConditionalOnRole(Role.PREDICT)
class ModelNames {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 10_000;

    private record Known(JobDirectory.Entry job, long at) {}

    private final TrainedJobs jobs;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile long changes;

    ModelNames(TrainedJobs jobs) {
        this.jobs = jobs;
    }

    /** @return as {@link TrainedJobs#named}, or as it was up to a second ago */
    JobDirectory.Entry named(String name) {
        Known last = known.get(name);
        if (last == null) {
            return ask(name);
        }
        if (System.nanoTime() - last.at() > FRESH_NANOS) {
            known.replace(name, last, new Known(last.job(), System.nanoTime())); // Others need not wait for the same.
            try {
                return ask(name);
            } catch (ApiException gone) {
                known.remove(name);
                throw gone;
            } catch (DataAccessException | TransactionException away) {
                return last.job();
            }
        }
        return last.job();
    }

    /** Something about jobs or aliases has changed on this node. */
    synchronized void forget() {
        changes++;
        known.clear();
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onDeleted(JobDeleted deleted) {
        forget();
    }

    private JobDirectory.Entry ask(String name) {
        long before = changes;
        JobDirectory.Entry job = jobs.named(name);
        keep(name, new Known(job, System.nanoTime()), before);
        return job;
    }

    /** An answer from before a change is none to keep. */
    private synchronized void keep(String name, Known answer, long before) {
        if (before == changes) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(name, answer);
        }
    }
}
