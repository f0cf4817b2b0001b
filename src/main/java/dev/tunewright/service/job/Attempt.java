package dev.tunewright.service.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try of a worker at a job.
 *
 * @param pins the commits of what the job names on the hub
 * @param ran for how long earlier attempts have trained
 * @param timeout how long all attempts may train together; null: without end
 * @param number from 1; what another attempt than the job's current one writes changes nothing
 */
public record Attempt(
        UUID jobId,
        int number,
        JobSpec spec,
        HubPins pins,
        Duration ran,
        @Nullable Duration timeout) {

    /** @return prefix of this attempt's artifacts */
    public String artifacts() {
        return "jobs/" + jobId + "/" + number;
    }

    /** @return key of the artifact that keeps a file or folder of this attempt */
    public String artifact(Path output) {
        return artifacts() + "/" + output.getFileName();
    }
}
