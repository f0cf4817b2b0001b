package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.web.ApiException;
import org.springframework.http.HttpStatus;

/** A job's model is there, but cannot be loaded. */
final class ModelLoadException extends ApiException {

    ModelLoadException(JobDirectory.Entry job, Throwable cause) {
        super(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "model_load_failed",
                "Model cannot be loaded",
                "The model of job " + job.id() + " cannot be loaded: " + reason(cause));
        initCause(cause);
    }

    /** Only what was written for people is told; anything else may hold paths and is left to the log. */
    private static String reason(Throwable cause) {
        return cause instanceof InvalidInputException ? cause.getMessage() + "." : "the service's log tells why.";
    }
}
