package dev.tunewright.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service refused, in the words of its problem document. */
public final class TunewrightException extends RuntimeException {

    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    private TunewrightException(int status, String code, String message, @Nullable Duration retryAfter) {
        super(message);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /**
     * @param asked method and address
     * @param body a problem document, or whatever stands between the service and this client has sent
     */
    static TunewrightException of(String asked, int status, @Nullable String retryAfter, byte[] body) {
        String told = asked + ": status " + status;
        Duration wait = retryAfter != null && retryAfter.matches("\\d{1,9}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            String errors = problem.path("errors").isArray() ? " " + problem.get("errors") : "";
            return new TunewrightException(
                    status,
                    problem.path("code").asString(""),
                    told + ": " + problem.path("detail").asString("") + errors,
                    wait);
        } catch (JacksonException noProblem) {
            return new TunewrightException(status, "", told, wait);
        }
    }

    public int status() {
        return status;
    }

    /** @return stable and machine-readable, such as {@code job_not_found}; empty where the answer was no problem document */
    public String code() {
        return code;
    }

    /** @return when the same request may work; null: no promise */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
