package dev.tunewright.service.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Answers with a problem document where no controller does: in filters. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    /** Headers that were set before stay; an answer that has begun is left as it is. */
    public static void send(HttpServletResponse response, ApiException refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (refusal.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds(refusal.retryAfter()));
        }
        send(
                response,
                Problem.of(
                        refusal.status(),
                        refusal.code(),
                        refusal.title(),
                        Objects.requireNonNullElse(refusal.getMessage(), refusal.title())));
    }

    static void send(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(problem.toJson());
    }

    /** @return as {@code Retry-After} takes it: whole seconds, rounded up, so that nobody comes too early */
    static String seconds(Duration retryAfter) {
        return Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }
}
