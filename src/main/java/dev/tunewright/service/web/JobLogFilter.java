package dev.tunewright.service.web;

import dev.tunewright.service.trace.JobLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/** Names the job in the lines that are logged for a request: of its path, or, from when it is there, the one that it makes. */
final class JobLogFilter extends OncePerRequestFilter {

    private static final Pattern JOB = Pattern.compile("/jobs/([0-9a-fA-F-]{36})(/.*)?");

    /** After the one that begins the request's trace, before those that decide and tell who may do what. */
    static FilterRegistrationBean<JobLogFilter> registration() {
        FilterRegistrationBean<JobLogFilter> registration = new FilterRegistrationBean<>(new JobLogFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Matcher named = JOB.matcher(request.getRequestURI());
        try {
            if (named.matches()) {
                MDC.put(JobLog.JOB, named.group(1));
            }
            chain.doFilter(request, response);
        } finally {
            MDC.remove(JobLog.JOB);
        }
    }
}
