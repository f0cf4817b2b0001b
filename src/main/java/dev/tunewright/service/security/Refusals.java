package dev.tunewright.service.security;

import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.ProblemAnswer;
import dev.tunewright.service.web.RefusedRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.firewall.RequestRejectedException;

/** What Spring Security's refusals look like: problem documents, and the header that tells clients what to send. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String CHALLENGE = "Bearer realm=\"tunewright\"";

    private Refusals() {}

    /** Nobody, or nobody that is known: the token itself is never repeated, nor is told why it is not one. */
    static void unknown(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (exception instanceof AuthenticationServiceException) {
            issuerAway(response, exception);
            return;
        }
        boolean given = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, given ? CHALLENGE + ", error=\"invalid_token\"" : CHALLENGE);
        String detail = given
                ? "What `Authorization` holds is no key of this service and no token that it takes: it may be misspelt,"
                        + " expired, or meant for another service. Send `Authorization: Bearer <key>`."
                : "Nothing says who asks. Send `Authorization: Bearer <key>`.";
        ProblemAnswer.send(response, new ApiException(HttpStatus.UNAUTHORIZED, "unauthorized", "Unauthorized", detail));
    }

    private static void issuerAway(HttpServletResponse response, AuthenticationException exception) throws IOException {
        LOG.warn("a token cannot be checked: {}", exception.getMessage());
        ProblemAnswer.send(
                response,
                new ApiException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "issuer_unavailable",
                        "Issuer unavailable",
                        "The token cannot be checked now: its issuer does not tell its keys. Try again in a moment.",
                        Duration.ofSeconds(5)));
    }

    static void forbidden(HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
            throws IOException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        String has = caller == null
                ? ""
                : caller.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .collect(Collectors.joining(", "));
        String wanted = EndpointRoles.wanted(request).stream()
                .map(KeyRole::wire)
                .sorted()
                .collect(Collectors.joining(" or "));
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"");
        ProblemAnswer.send(
                response,
                new ApiException(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        "Forbidden",
                        request.getMethod() + " " + request.getRequestURI() + " wants the role " + wanted
                                + "; this key or token has " + (has.isEmpty() ? "none" : has) + "."));
    }

    static void rejected(HttpServletRequest request, HttpServletResponse response, RequestRejectedException exception)
            throws IOException {
        ProblemAnswer.send(response, RefusedRequest.of(exception));
    }
}
