package dev.tunewright.service.web;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that cannot be answered as asked; becomes a problem document with a stable {@code code}. */
public class ApiException extends ErrorResponseException {

    private final String code;

    /**
     * @param code stable and machine-readable, such as {@code job_not_found}
     * @param detail names the value, the limit and the remedy
     */
    public ApiException(HttpStatusCode status, String code, String title, String detail) {
        super(status, problem(status, code, title, detail), null);
        this.code = code;
    }

    public String code() {
        return code;
    }

    private static ProblemDetail problem(HttpStatusCode status, String code, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        problem.setProperty("code", code);
        return problem;
    }
}
