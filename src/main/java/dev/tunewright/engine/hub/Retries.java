package dev.tunewright.engine.hub;

import dev.tunewright.engine.hub.HubException.Problem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Counts the failures of one undertaking and pauses between its tries; no answer and a bad one count alike. */
final class Retries {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Lets time go by. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** How time is told and let go by. */
    record Time(Clock clock, Pause pause) {
        static final Time REAL = new Time(Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
    }

    private final Patience patience;
    private final Time time;
    private final Runnable look;
    private int failures;

    /** @param look called about every second of a pause */
    Retries(Patience patience, Time time, Runnable look) {
        this.patience = patience;
        this.time = time;
        this.look = look;
    }

    /** It goes forward: earlier failures no longer count. */
    void progress() {
        failures = 0;
    }

    /**
     * @param what for the message: what was tried and why it failed
     * @throws HubException if that was the last try
     */
    void failed(String what, Throwable cause) throws InterruptedException {
        if (++failures >= patience.tries()) {
            throw new HubException(Problem.UNREACHABLE, what + ", tried " + failures + " times", cause);
        }
        pause(patience.afterFailures(failures));
    }

    /** @return whether an answer says that another time could be better; then this is another time */
    boolean later(HubAnswer answer, String what) throws InterruptedException {
        int status = answer.status();
        if (status != 429 && status != 408 && status < 500) {
            return false;
        }
        answer.close();
        String reason = status == 429
                ? what + ": it asks to come again later (429); set HF_TOKEN for a higher limit"
                : what + ": it answered with status " + status;
        if (++failures >= patience.tries()) {
            throw new HubException(Problem.UNREACHABLE, reason + ", tried " + failures + " times");
        }
        Duration own = patience.afterFailures(failures);
        pause(retryAfter(answer)
                .map(patience::atMost)
                .filter(asked -> asked.compareTo(own) > 0)
                .orElse(own));
        return true;
    }

    /** RFC 9110: seconds, or a date. */
    private Optional<Duration> retryAfter(HubAnswer answer) {
        return answer.header("Retry-After").map(String::strip).flatMap(value -> {
            try {
                return Optional.of(
                        value.matches("\\d{1,9}")
                                ? Duration.ofSeconds(Long.parseLong(value))
                                : Duration.between(
                                        time.clock().instant(),
                                        ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                                .toInstant()));
            } catch (DateTimeException neither) {
                return Optional.empty();
            }
        });
    }

    private void pause(Duration whole) throws InterruptedException {
        for (Duration left = whole; left.compareTo(Duration.ZERO) > 0; left = left.minus(LOOK)) {
            look.run();
            time.pause().of(left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }
}
