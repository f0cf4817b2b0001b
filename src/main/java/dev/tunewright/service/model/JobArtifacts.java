package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;

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
}
