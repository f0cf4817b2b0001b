package dev.tunewright.service.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/** A request that cannot be answered as asked, in the words that the client gets. It does not say where it was found. */
public class ApiException extends RuntimeException {

    private final HttpStatusCode status;
    private final String code;
    private final String title;
    private final @Nullable Duration retryAfter;

    /**
     * @param code stable and machine-readable, such as {@code job_not_found}
     * @param title the same for every problem of this code
     * @param detail what is wrong this time: names the value and the remedy
     */
    public ApiException(HttpStatusCode status, String code, String title, String detail) {
        this(status, code, title, detail, null);
    }

    /** @param retryAfter when the same request may work; null: no promise */
    public ApiException(
            HttpStatusCode status, String code, String title, String detail, @Nullable Duration retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    /** A flood of requests that are refused must not cost those that are not. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    public HttpStatusCode status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String title() {
        return title;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
