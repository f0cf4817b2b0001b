package dev.tunewright.engine.hub;

import java.time.Duration;

/**
 * How long to put up with a hub that does not answer.
 *
 * @param tries of one request in all; a download that goes forward starts counting again
 * @param firstPause before the second try; doubles each time
 * @param longestPause also where the hub asks for a longer one
 * @param silence without a byte, after which a connection is given up
 */
public record Patience(int tries, Duration firstPause, Duration longestPause, Duration silence) {

    /** Nobody waits for the answer. */
    public static final Patience OF_A_WORKER =
            new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30));

    /** Somebody waits for the answer. */
    public static final Patience OF_A_REQUEST =
            new Patience(2, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10));

    Duration afterFailures(int failures) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
        return atMost(pause);
    }

    Duration atMost(Duration pause) {
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
