package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;

/** Where a job's outputs lie in the artifact store. */
final class JobArtifacts {

    private JobArtifacts() {}

    /** @return the key under which the current or last attempt's outputs lie */
    static String prefix(JobDirectory.Entry job) {
        return prefix(job, job.attempt());
    }

    static String prefix(JobDirectory.Entry job, int attempt) {
        return "jobs/" + job.id() + "/" + attempt;
    }

    /** @throws dev.tunewright.service.web.ApiException 404 if it is not there, or no longer */
    static Path require(ArtifactStore artifacts, String key) throws IOException {
        return artifacts
                .find(key)
                .orElseThrow(() -> TrainedJobs.notFound(
                        "output_not_found", "Output not found", "There is no output " + key + ", or no longer."));
    }
}
