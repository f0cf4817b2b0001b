package dev.tunewright.service.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An RFC 9457 problem document.
 *
 * @param code stable and machine-readable
 * @param errors every wrong field
 * @param logId where the service's log tells more; null where there is nothing more to tell
 * @param error the detail once more, where clients of other servers look for it; null in this service's own shapes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        List<Violation> errors,
        @JsonProperty("log_id") @Nullable String logId,
        @Nullable String error) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static Problem of(HttpStatusCode status, String code, String title, String detail) {
        return of(status, code, title, detail, List.of());
    }

    static Problem of(HttpStatusCode status, String code, String title, String detail, List<Violation> errors) {
        return new Problem(type(code), title, status.value(), detail, code, errors, null, null);
    }

    /** A problem of which nothing is known but its status. */
    static Problem of(HttpStatusCode status, String detail) {
        HttpStatus known = HttpStatus.resolve(status.value());
        String title = known == null ? "Status " + status.value() : known.getReasonPhrase();
        return of(status, title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_"), title, detail);
    }

    /** A fault of the service: the client learns only where to look it up. */
    static Problem internal(String logId) {
        HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
        String code = "internal_error";
        String detail = "The service failed to answer. Its log tells why under the id " + logId + ".";
        return new Problem(type(code), "Internal error", status.value(), detail, code, List.of(), logId, null);
    }

    Problem withError() {
        return new Problem(type, title, status, detail, code, errors, logId, detail);
    }

    byte[] toJson() {
        return MAPPER.writeValueAsBytes(this);
    }

    private static String type(String code) {
        return "urn:tunewright:problem:" + code;
    }
}
