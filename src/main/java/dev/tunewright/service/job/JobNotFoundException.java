package dev.tunewright.service.job;

import dev.tunewright.service.web.ApiException;
import org.springframework.http.HttpStatus;

/** There is no such job, or no longer. */
public final class JobNotFoundException extends ApiException {

    public JobNotFoundException(Object id) {
        super(HttpStatus.NOT_FOUND, "job_not_found", "Job not found", "there is no job " + id);
    }
}
