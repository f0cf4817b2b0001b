package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException.Violation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Spring's own refusals in this service's words. */
final class SpringProblems {

    private SpringProblems() {}

    /** @param status what Spring answers to the exception */
    static Problem of(Exception exception, HttpStatusCode status, ServletWebRequest request) {
        if (exception instanceof NoResourceFoundException || exception instanceof NoHandlerFoundException) {
            return Problem.of(status, "not_found", "Not found", "There is nothing at " + target(request) + ".");
        }
        if (exception instanceof HttpRequestMethodNotSupportedException wrong) {
            return methodNotAllowed(wrong, status, request);
        }
        if (exception instanceof HttpMediaTypeException wrong) {
            return mediaType(wrong, status, request);
        }
        if (exception instanceof TypeMismatchException wrong) {
            return typeMismatch(wrong, status);
        }
        if (exception instanceof MissingServletRequestParameterException missing) {
            return invalidParameters(status, List.of(new Violation(missing.getParameterName(), "is required")));
        }
        if (exception instanceof HandlerMethodValidationException invalid) {
            return invalidParameters(status, violations(invalid));
        }
        if (exception instanceof HttpMessageNotReadableException) {
            return Problem.of(status, "unreadable_body", "Unreadable body", "The request's body cannot be read.");
        }
        if (exception instanceof MaxUploadSizeExceededException tooLarge) {
            return BodyLimit.problem(tooLarge.getMaxUploadSize());
        }
        return Problem.of(status, "The service cannot answer " + target(request) + " as asked.");
    }

    private static Problem methodNotAllowed(
            HttpRequestMethodNotSupportedException wrong, HttpStatusCode status, ServletWebRequest request) {
        String[] supported = wrong.getSupportedMethods();
        String remedy = supported == null ? "" : "; it takes " + String.join(", ", supported);
        String path = request.getRequest().getRequestURI();
        String detail = path + " does not take " + wrong.getMethod() + remedy + ".";
        return Problem.of(status, "method_not_allowed", "Method not allowed", detail);
    }

    private static Problem mediaType(HttpMediaTypeException wrong, HttpStatusCode status, ServletWebRequest request) {
        String supported =
                wrong.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(", "));
        String remedy = supported.isEmpty() ? "" : "; it can be " + supported;
        if (wrong instanceof HttpMediaTypeNotAcceptableException) {
            String accept = request.getHeader("Accept");
            String detail = target(request) + " cannot be answered as " + accept + remedy + ".";
            return Problem.of(status, "not_acceptable", "Not acceptable", detail);
        }
        MediaType given =
                wrong instanceof HttpMediaTypeNotSupportedException unsupported ? unsupported.getContentType() : null;
        String was = given == null ? "none was given" : "was " + given;
        String detail = "Content-Type of " + target(request) + " " + was + remedy + ".";
        return Problem.of(status, "unsupported_media_type", "Unsupported media type", detail);
    }

    /** A path that cannot name anything is a thing that is not there; a query parameter of the wrong type is a mistake. */
    private static Problem typeMismatch(TypeMismatchException wrong, HttpStatusCode status) {
        Class<?> type = wrong.getRequiredType();
        String message = "must be " + expected(type) + ", was `" + wrong.getValue() + "`";
        if (wrong instanceof MethodArgumentTypeMismatchException argument) {
            Violation violation = new Violation(argument.getName(), message);
            if (argument.getParameter().hasParameterAnnotation(PathVariable.class)) {
                String detail = "`" + argument.getName() + "` in the path " + message + ".";
                return Problem.of(HttpStatus.NOT_FOUND, "not_found", "Not found", detail, List.of(violation));
            }
            return invalidParameters(status, List.of(violation));
        }
        String name = wrong.getPropertyName() == null ? "parameter" : wrong.getPropertyName();
        return invalidParameters(status, List.of(new Violation(name, message)));
    }

    private static Problem invalidParameters(HttpStatusCode status, List<Violation> violations) {
        String detail = violations.stream()
                .map(v -> "`" + v.field() + "` " + v.message())
                .collect(Collectors.joining("; "));
        return Problem.of(status, "invalid_parameter", "Invalid parameter", detail + ".", violations);
    }

    private static List<Violation> violations(HandlerMethodValidationException invalid) {
        return invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> new Violation(
                                String.valueOf(result.getMethodParameter().getParameterName()),
                                error.getDefaultMessage() + ", was `" + result.getArgument() + "`")))
                .toList();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "an integer";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "Instant" -> "an ISO-8601 time";
            default -> "a " + type.getSimpleName();
        };
    }

    private static String target(ServletWebRequest request) {
        return request.getHttpMethod() + " " + request.getRequest().getRequestURI();
    }
}
