package dev.tunewright.service.security;

import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.ProblemAnswer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Without keys, whoever is on this machine may do everything, and a page of any site in a browser here is on this machine
 * too. It is told apart by what browsers say of it: the origin it came from, or a host that is this machine under a foreign
 * name.
 */
final class BrowserGuard extends OncePerRequestFilter {

    /** A name that a stranger can make stand for this machine is none of these: addresses stand for themselves. */
    private static final Pattern OWN_HOST = Pattern.compile("localhost|[0-9.]+|\\[?[0-9a-f:]+\\]?");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getServerName();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!OWN_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            refuse(response, "the header Host names this machine by a name that may be anyone's");
        } else if (origin != null && !isSame(origin, host, request.getServerPort())) {
            refuse(response, "the header Origin says that a page of another site sent it");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isSame(String origin, String host, int port) {
        URI from = parse(origin);
        return from != null && host.equalsIgnoreCase(from.getHost()) && port(from) == port;
    }

    private static int port(URI origin) {
        return origin.getPort() >= 0 ? origin.getPort() : "https".equals(origin.getScheme()) ? 443 : 80;
    }

    private static @Nullable URI parse(String origin) {
        try {
            return URI.create(origin);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private static void refuse(HttpServletResponse response, String reason) throws IOException {
        ProblemAnswer.send(
                response,
                new ApiException(
                        HttpStatus.FORBIDDEN,
                        "foreign_origin",
                        "Foreign origin",
                        "Without keys the service answers only this machine, and " + reason
                                + ". Call it by localhost or 127.0.0.1, configure keys (tunewright.security.keys), or set"
                                + " tunewright.security.mode=none where something in front decides who may reach it."));
    }
}
