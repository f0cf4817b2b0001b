package dev.tunewright.service.model;

import dev.tunewright.service.web.ApiException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * How much may wait for one model. Each row has a permit from before it is tokenised until its request is over. A request that finds none
 * left is refused at once, and so is one that, at the pace of late, could not be answered in its time.
 */
final class Permits {

    private static final double SHARE_OF_NEWEST = 0.2;

    /** What is taken is answered in its time even if the pace falls by a third, as it may beside a trainer. */
    private static final double CAUTION = 1.5;

    private final int most;
    private int taken;
    private long tokens;
    private double usualTokens;
    private double usualNanos;

    Permits(int most) {
        this.most = most;
    }

    /** @throws ApiException with status 429; for one who stands in line, 504 where no place comes free in time */
    synchronized void take(int rows, Caller caller) {
        while (caller.standsInLine() && !hasRoom(rows, caller)) {
            waitForRoom(caller);
        }
        if (taken + rows > most) {
            throw refused(most + " rows wait for this model at most, and " + taken + " do; try again shortly.");
        }
        if (isTooMuchFor(caller)) {
            throw refused("What waits for this model takes it about " + expectedNanos() / 1_000_000
                    + " ms, too long for a request that may take "
                    + caller.patience().toMillis() + " ms.");
        }
        taken += rows;
    }

    /** The tokens of rows that have a permit are known. */
    synchronized void tokenised(long more) {
        tokens += more;
    }

    /** @param itsTokens what was told of the rows before */
    synchronized void giveBack(int rows, long itsTokens) {
        taken -= rows;
        tokens -= itsTokens;
        notifyAll();
    }

    /**
     * The pace is a usual batch's time by its tokens. A mean of each batch's own pace would be that of the smallest ones: their time is mostly the turns of other models.
     */
    synchronized void computed(long itsTokens, long nanos) {
        usualTokens += usualTokens == 0 ? itsTokens : SHARE_OF_NEWEST * (itsTokens - usualTokens);
        usualNanos += usualNanos == 0 ? nanos : SHARE_OF_NEWEST * (nanos - usualNanos);
    }

    /** One who stands in line leaves half of the permits to others. */
    private boolean hasRoom(int rows, Caller caller) {
        return taken + rows <= Math.max(rows, most / 2) && !isTooMuchFor(caller);
    }

    private boolean isTooMuchFor(Caller caller) {
        return CAUTION * expectedNanos() > caller.remainingNanos();
    }

    private void waitForRoom(Caller caller) {
        long millis = TimeUnit.NANOSECONDS.toMillis(caller.remainingNanos());
        if (millis == 0) {
            throw caller.late();
        }
        try {
            wait(millis);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw caller.late();
        }
    }

    private long expectedNanos() {
        return (long) (tokens * usualNanos / Math.max(1, usualTokens));
    }

    private ApiException refused(String detail) {
        return new ApiException(
                HttpStatus.TOO_MANY_REQUESTS,
                "queue_full",
                "Too many requests",
                detail,
                Duration.ofNanos(expectedNanos()));
    }
}
