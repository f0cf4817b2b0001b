package dev.tunewright.service.job;

import java.util.Optional;
import java.util.UUID;

/** What other packages may ask about jobs. */
public interface JobDirectory {

    /** @param attempt the current or last one; artifacts lie under {@code jobs/<id>/<attempt>/} */
    record Entry(UUID id, String name, JobStatus status, int attempt, int step) {}

    Optional<Entry> find(UUID id);

    /** @return the job of that name which succeeded last */
    Optional<Entry> latestSuccess(String name);

    /** @return the job of that name which was created last, whatever its state */
    Optional<Entry> latest(String name);
}
