package dev.tunewright.service.job;

import dev.tunewright.service.web.ApiException;
import org.springframework.http.HttpStatus;

/** The job's state does not allow what was asked. */
public final class JobConflictException extends ApiException {

    JobConflictException(Job job, String wanted) {
        super(
                HttpStatus.CONFLICT,
                "job_conflict",
                "Not possible in this state",
                "job " + job.id() + " is " + job.status().wire() + "; " + wanted);
    }
}
