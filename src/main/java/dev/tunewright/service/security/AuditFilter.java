package dev.tunewright.service.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes who did what, a JSON object a line, to the logger {@code audit}: every request that changes something, every model
 * and prediction that is taken away, and every refusal for who asked or how often. Holds nothing of a request's body.
 */
final class AuditFilter extends OncePerRequestFilter {

    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<Integer> REFUSED =
            Set.of(HttpStatus.UNAUTHORIZED.value(), HttpStatus.FORBIDDEN.value(), HttpStatus.TOO_MANY_REQUESTS.value());
    private static final Pattern TAKEN_AWAY = Pattern.compile("/jobs/[^/]+/(model|predictions)");
    private static final Pattern ASKED = Pattern.compile("/predict|/models/.*|/v2/models/.*");
    private static final Pattern JOB = Pattern.compile("/jobs/([0-9a-fA-F-]{36})(/.*)?");
    private static final int LONGEST_PATH = 300;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean ended = false;
        try {
            chain.doFilter(request, response);
            ended = true;
        } finally {
            int status = ended ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR.value();
            if (isOfInterest(request, status)) {
                AUDIT.info(JSON.writeValueAsString(entry(request, response, status)));
            }
        }
    }

    private static boolean isOfInterest(HttpServletRequest request, int status) {
        String path = request.getRequestURI();
        boolean asksAModel =
                request.getMethod().equals("POST") && ASKED.matcher(path).matches();
        if (asksAModel && status == HttpStatus.TOO_MANY_REQUESTS.value()) {
            return false; // A queue is full, whoever asks; thousands a second must not fill the log.
        }
        if (REFUSED.contains(status) || TAKEN_AWAY.matcher(path).matches()) {
            return true;
        }
        return !LOOKING.contains(request.getMethod()) && !asksAModel;
    }

    private static Map<String, @Nullable Object> entry(
            HttpServletRequest request, HttpServletResponse response, int status) {
        Authentication caller = caller();
        String path = request.getRequestURI();
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("who", caller == null ? null : caller.getName());
        entry.put("by", caller == null ? null : caller instanceof JwtAuthenticationToken ? "token" : "key");
        entry.put("address", request.getRemoteAddr());
        entry.put("method", request.getMethod());
        entry.put("path", path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH));
        entry.put("job", job(path, response.getHeader(HttpHeaders.LOCATION)));
        entry.put("status", status);
        entry.put("outcome", outcome(status));
        return entry;
    }

    private static @Nullable Authentication caller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller instanceof AnonymousAuthenticationToken ? null : caller;
    }

    private static @Nullable String job(String path, @Nullable String location) {
        Matcher named = JOB.matcher(path);
        Matcher made = JOB.matcher(location == null ? "" : location);
        return named.matches() ? named.group(1) : made.matches() ? made.group(1) : null;
    }

    private static String outcome(int status) {
        if (REFUSED.contains(status)) {
            return "refused";
        }
        return status < 400 ? "done" : status < 500 ? "invalid" : "failed";
    }
}
