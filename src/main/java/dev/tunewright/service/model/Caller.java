package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.ClientConnection;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;

/**
 * Who waits for an answer.
 *
 * @param patience how long, from the request's arrival
 * @param until the same by {@link System#nanoTime}
 * @param standsInLine whether it waits for a place in a full queue, rather than be refused
 * @param gone whether nobody is there any more; asked only while the request is under way
 */
record Caller(Duration patience, long until, boolean standsInLine, BooleanSupplier gone) {

    static final String TIMEOUT = "X-Request-Timeout";

    /** @throws InvalidInputException if the request's {@code X-Request-Timeout} is no duration */
    static Caller of(HttpServletRequest request, PredictSettings settings) {
        ClientConnection connection = ClientConnection.of(request);
        return within(patience(request.getHeader(TIMEOUT), settings.timeout()), false, connection::isGone);
    }

    static Caller within(Duration patience, boolean standsInLine, BooleanSupplier gone) {
        return new Caller(patience, System.nanoTime() + patience.toNanos(), standsInLine, gone);
    }

    boolean isGone() {
        return gone.getAsBoolean();
    }

    /** @return nanoseconds, at least 0 */
    long remainingNanos() {
        return Math.max(0, until - System.nanoTime());
    }

    ApiException late() {
        return new ApiException(
                HttpStatus.GATEWAY_TIMEOUT,
                "deadline_exceeded",
                "Deadline exceeded",
                "There was no answer within " + patience.toMillis() + " ms; ask for more time with the header "
                        + TIMEOUT + ", up to the service's tunewright.predict.timeout, or for fewer rows at once.");
    }

    private static Duration patience(@Nullable String header, Duration longest) {
        if (header == null) {
            return longest;
        }
        Duration asked = duration(header.strip());
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationStyle.SIMPLE.parse(text, ChronoUnit.SECONDS);
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException unreadable) {
            // Told below.
        }
        throw new InvalidInputException(
                TIMEOUT, "must be a whole number of seconds above 0, or as `250ms`, `2s`, `1m`, was \"" + text + "\"");
    }
}
