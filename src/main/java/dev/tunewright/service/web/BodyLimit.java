package dev.tunewright.service.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies above a size before they are read, or, where no length is announced, as soon as they pass it.
 * Multipart requests are uploads, and JSON lines are read one by one: both have limits of their own.
 */
final class BodyLimit extends OncePerRequestFilter {

    /** The endpoint that reads JSON lines; any other would read them whole. */
    private static final Pattern LINES = Pattern.compile("/models/[^/]+/predict");

    private final long maxBytes;

    BodyLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    static FilterRegistrationBean<BodyLimit> registration(long maxBytes) {
        return new FilterRegistrationBean<>(new BodyLimit(maxBytes));
    }

    static Problem problem(long maxBytes) {
        String detail = "The body is larger than " + maxBytes + " bytes; send less at once, or raise the service's"
                + " setting tunewright.web.max-body.";
        return Problem.of(HttpStatus.CONTENT_TOO_LARGE, "body_too_large", "Body too large", detail);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return isOf(request, "multipart/")
                || isOf(request, MediaType.APPLICATION_NDJSON_VALUE)
                        && LINES.matcher(request.getServletPath()).matches();
    }

    private static boolean isOf(HttpServletRequest request, String type) {
        String contentType = request.getContentType();
        return contentType != null && contentType.regionMatches(true, 0, type, 0, type.length());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() <= maxBytes) {
            chain.doFilter(new LimitedRequest(request), response);
            return;
        }
        ProblemAnswer.send(response, problem(maxBytes));
    }

    private final class LimitedRequest extends HttpServletRequestWrapper {

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream());
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private long seen;

        LimitedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = body.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            seen += bytes;
            if (seen > maxBytes) {
                Problem problem = problem(maxBytes);
                throw new ApiException(HttpStatus.CONTENT_TOO_LARGE, problem.code(), problem.title(), problem.detail());
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
