package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobNotFoundException;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.web.ApiException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the job whose output a request means. */
@Component
class TrainedJobs {

    private final JobDirectory jobs;
    private final ModelAliases aliases;

    TrainedJobs(JobDirectory jobs, ModelAliases aliases) {
        this.jobs = jobs;
        this.aliases = aliases;
    }

    /**
     * @param model a job's id, an alias, or a job's name, which stands for the latest job of that name that succeeded; of an alias and a
     *     name that are the same, the alias counts
     * @throws ApiException 404 if there is no such job, 409 if it has not succeeded
     */
    JobDirectory.Entry named(String model) {
        UUID id = uuid(model);
        Optional<JobDirectory.Entry> job = id == null ? aliases.find(model).flatMap(jobs::find) : jobs.find(id);
        return succeeded(job.or(() -> jobs.latestSuccess(model))
                .or(() -> jobs.latest(model))
                .orElseThrow(() -> notFound(
                        "model_not_found",
                        "Model not found",
                        "There is no job with the id or name `" + model + "`, and no such alias.")));
    }

    /** @throws ApiException 404 if there is no such job, 409 if it has not succeeded */
    JobDirectory.Entry succeeded(UUID id) {
        return succeeded(any(id));
    }

    /** @throws ApiException 404 if there is no such job */
    JobDirectory.Entry any(UUID id) {
        return jobs.find(id).orElseThrow(() -> new JobNotFoundException(id));
    }

    static ApiException notFound(String code, String title, String detail) {
        return new ApiException(HttpStatus.NOT_FOUND, code, title, detail);
    }

    private static JobDirectory.Entry succeeded(JobDirectory.Entry job) {
        if (job.status() != JobStatus.SUCCEEDED) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "job_not_succeeded",
                    "Job has not succeeded",
                    "Job " + job.id() + " is " + job.status().wire() + "; it has an output once it has succeeded.");
        }
        return job;
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException exception) {
            return null;
        }
    }
}
