package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.storage.StoreUnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns every exception that a request ends with into a problem document. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Paths of the Open Inference Protocol and of text-embeddings-inference. */
    private static final Pattern OTHER_SERVERS = Pattern.compile("/v2/.*|/models/[^/]+/tei/.*");

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onApiException(ApiException exception, WebRequest request) {
        if (exception.status().is5xxServerError() && exception.status() != HttpStatus.GATEWAY_TIMEOUT) {
            LOG.error("Request failed: {}", request.getDescription(false), exception);
        }
        HttpHeaders headers = new HttpHeaders();
        if (exception.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, ProblemAnswer.seconds(exception.retryAfter()));
        }
        Problem problem = Problem.of(
                exception.status(),
                exception.code(),
                exception.title(),
                Objects.requireNonNullElse(exception.getMessage(), exception.title()));
        return answer(problem, headers, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onInvalidInput(InvalidInputException exception, WebRequest request) {
        List<Violation> violations = exception.violations();
        String detail = violations.size() == 1
                ? violations.get(0).field() + ": " + violations.get(0).message()
                : violations.size() + " fields are wrong; `errors` names each.";
        HttpStatus status = HttpStatus.UNPROCESSABLE_CONTENT;
        return answer(Problem.of(status, "invalid_input", "Invalid input", detail, violations), request);
    }

    /** Spring Security's firewall looks at headers and parameters only when they are asked for. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onRejected(RequestRejectedException exception, WebRequest request) {
        return onApiException(RefusedRequest.of(exception), request);
    }

    /** Tomcat reads parameters, and with them a form's parts, only when the first is asked for. */
    @ExceptionHandler({InvalidParameterException.class, MultipartException.class})
    @Nullable
    ResponseEntity<Object> onUnreadableParameters(Exception exception, WebRequest request) throws Exception {
        if (DisconnectedClientHelper.isClientDisconnectedException(exception)) {
            return onUnexpected(exception, request);
        }
        String detail =
                "The query, or the form in the body, cannot be read: a parameter without a name, a broken %-code,"
                        + " or a multipart body that is none.";
        return answer(
                Problem.of(HttpStatus.BAD_REQUEST, "bad_request", "Bad request", detail), new HttpHeaders(), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onStoreUnavailable(StoreUnavailableException exception, WebRequest request) {
        LOG.warn("Request failed: {}: {}", request.getDescription(false), exception.getMessage());
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "10");
        Problem problem = Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "store_unavailable",
                "Artifact store unavailable",
                "The artifact store cannot be reached now; nothing is lost, ask again later.");
        return answer(problem, headers, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onUnexpected(Exception exception, WebRequest request) throws Exception {
        if (exception.getCause() instanceof StoreUnavailableException away) {
            return onStoreUnavailable(away, request);
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(exception)) {
            LOG.debug("The client went away before its answer was written");
            return null;
        }
        if (isCommitted(request)) {
            throw exception; // The server then breaks the connection, so that half an answer does not pass for a whole.
        }
        return internal(exception, request);
    }

    /** What Spring itself refuses: routes, methods, media types, parameters, bodies. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (status.value() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
            return internal(exception, request);
        }
        return answer(SpringProblems.of(exception, status, (ServletWebRequest) request), headers, request);
    }

    private @Nullable ResponseEntity<Object> internal(Exception exception, WebRequest request) {
        String logId = UUID.randomUUID().toString();
        LOG.error("Request failed, log id {}: {}", logId, request.getDescription(false), exception);
        return answer(Problem.internal(logId), request);
    }

    private @Nullable ResponseEntity<Object> answer(Problem problem, WebRequest request) {
        return answer(problem, new HttpHeaders(), request);
    }

    private @Nullable ResponseEntity<Object> answer(Problem problem, HttpHeaders headers, WebRequest request) {
        if (isCommitted(request)) {
            return null;
        }
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body((isOfOtherServers(request) ? problem.withError() : problem).toJson());
    }

    private static boolean isOfOtherServers(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                && OTHER_SERVERS.matcher(servlet.getRequest().getRequestURI()).matches();
    }

    private static boolean isCommitted(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                && servlet.getResponse() != null
                && servlet.getResponse().isCommitted();
    }
}
