package dev.tunewright.service.job;

import dev.tunewright.service.web.ApiException;
import org.springframework.http.HttpStatus;

/** The same Idempotency-Key came with another body. */
final class IdempotencyKeyReusedException extends ApiException {

    IdempotencyKeyReusedException(String key, Job first) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency_key_reused",
                "Idempotency-Key reused",
                "key \"" + key + "\" was used for job " + first.id() + " with another body; send a new key");
    }
}
