package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** The place in the list of jobs, newest first, after which the next page begins; opaque to clients. */
record JobCursor(Instant createdAt, UUID id) {

    static JobCursor of(Job last) {
        return new JobCursor(last.createdAt(), last.id());
    }

    /** @throws InvalidInputException if the text is no cursor that this service gave out */
    static JobCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ");
            return new JobCursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new InvalidInputException("after", "\"" + text + "\" is no cursor; use `next` of the page before");
        }
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }

    Predicate isBefore(Root<Job> job, CriteriaBuilder build) {
        return build.or(
                build.lessThan(job.get("createdAt"), createdAt),
                build.and(build.equal(job.get("createdAt"), createdAt), build.lessThan(job.get("id"), id)));
    }
}
