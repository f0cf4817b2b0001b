package dev.tunewright.service.job;

import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other packages may ask about jobs. */
public interface JobDirectory {

    /** @param attempt the current or last one; artifacts lie under {@code jobs/<id>/<attempt>/} */
    record Entry(UUID id, String name, JobStatus status, int attempt, int step) {}

    Optional<Entry> find(UUID id);

    /** @return the job of that name which succeeded last */
    Optional<Entry> latestSuccess(String name);

    /** @return the job of that name which was created last, whatever its state */
    Optional<Entry> latest(String name);

    /** @return jobs that succeeded, newest first */
    Page<Entry> succeeded(@Nullable Cursor after, int limit);
}
