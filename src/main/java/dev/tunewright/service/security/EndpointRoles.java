package dev.tunewright.service.security;

import static dev.tunewright.service.security.KeyRole.ADMIN;
import static dev.tunewright.service.security.KeyRole.PREDICT;
import static dev.tunewright.service.security.KeyRole.READ;
import static dev.tunewright.service.security.KeyRole.SUBMIT;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Which role each endpoint wants: the one place that says so, and the table in {@code src/docs/security.md} repeats it. The
 * first rule that fits counts; what none fits wants {@code admin}.
 */
final class EndpointRoles {

    /**
     * @param method GET covers HEAD
     * @param roles any of these will do; none: open to everyone
     */
    record Rule(HttpMethod method, String pattern, Set<KeyRole> roles) {

        boolean isOpen() {
            return roles.isEmpty();
        }

        RequestMatcher matcher() {
            RequestMatcher exact = PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
            RequestMatcher head = PathPatternRequestMatcher.withDefaults().matcher(HEAD, pattern);
            return method.equals(GET) ? request -> exact.matches(request) || head.matches(request) : exact;
        }
    }

    static final List<Rule> RULES = List.of(
            rule(GET, "/actuator/health/liveness"),
            rule(GET, "/actuator/health/readiness"),
            rule(GET, "/v2/health/live"),
            rule(GET, "/v2/health/ready"),
            rule(GET, "/swagger-ui/**"),
            rule(GET, "/swagger-ui.html"),
            rule(GET, "/webjars/swagger-ui/**"),
            // The dashboard's files, which tell nothing: it asks for a key and then calls the endpoints below.
            rule(GET, "/"),
            rule(GET, "/index.html"),
            rule(GET, "/dashboard/**"),
            rule(GET, "/actuator/health", READ, PREDICT),
            rule(GET, "/actuator/prometheus", READ),
            rule(GET, "/v3/api-docs/**", READ, PREDICT),
            rule(GET, "/v3/api-docs.yaml", READ, PREDICT),
            rule(GET, "/hyperparameters", READ),
            rule(GET, "/jobs/**", READ),
            rule(POST, "/jobs/**", SUBMIT),
            rule(DELETE, "/jobs/**", SUBMIT),
            rule(GET, "/datasets/**", READ),
            rule(POST, "/datasets", SUBMIT),
            rule(DELETE, "/datasets/**", SUBMIT),
            rule(POST, "/predict", PREDICT),
            rule(GET, "/models/**", READ, PREDICT),
            rule(POST, "/models/**", PREDICT),
            rule(PUT, "/models/*", ADMIN),
            rule(DELETE, "/models/*", ADMIN),
            rule(GET, "/v2/**", READ, PREDICT),
            rule(POST, "/v2/**", PREDICT));

    private static final Rule OTHERWISE = rule(GET, "/**", ADMIN);

    private EndpointRoles() {}

    private static Rule rule(HttpMethod method, String pattern, KeyRole... roles) {
        return new Rule(method, pattern, Set.of(roles));
    }

    static Optional<Rule> find(HttpServletRequest request) {
        return RULES.stream().filter(rule -> rule.matcher().matches(request)).findFirst();
    }

    /** @return the roles one of which the request wants; those that include them will do too */
    static Set<KeyRole> wanted(HttpServletRequest request) {
        return find(request).orElse(OTHERWISE).roles();
    }
}
