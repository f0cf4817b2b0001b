package dev.tunewright.service.job;

import java.util.UUID;

/**
 * One stay of a job in the queue.
 *
 * @param number counts a job's stays; an execution whose number is no longer the job's is void
 */
public record Execution(UUID jobId, int number) {

    /** @return its name in the queue's table */
    public String key() {
        return jobId + ":" + number;
    }

    public static Execution ofKey(String key) {
        int colon = key.indexOf(':');
        return new Execution(UUID.fromString(key.substring(0, colon)), Integer.parseInt(key.substring(colon + 1)));
    }
}
