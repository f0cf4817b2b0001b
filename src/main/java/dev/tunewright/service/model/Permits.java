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

    /** Of what is known of earlier batches, with each that comes. */
    private static final double KEPT = 0.8;

    /** What is taken is answered in its time even if the pace falls by a third, as it may beside a trainer. */
    private static final double CAUTION = 1.5;

    private final int most;
    private final int batchTokens;
    private int taken;
    private long tokens;
    private double computedTokens;
    private double computingNanos;
    private double usualWaitNanos;

    /**
     * @param most rows
     * @param batchTokens of a full batch
     */
    Permits(int most, int batchTokens) {
        this.most = most;
        this.batchTokens = batchTokens;
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

    /** @param waited until the model had its turn, because of other models */
    synchronized void computed(long itsTokens, long waited, long nanos) {
        computedTokens = KEPT * computedTokens + itsTokens;
        computingNanos = KEPT * computingNanos + nanos;
        usualWaitNanos = KEPT * usualWaitNanos + (1 - KEPT) * waited;
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

    /**
     * What waits is computed in full batches, each after a turn of the other models. Small ones, such as the first after the model was
     * loaded, say little of a full one's pace: it is reckoned to take no longer than all of them together.
     */
    private long expectedNanos() {
        double turns = Math.ceil((double) tokens / batchTokens);
        return (long) (turns * usualWaitNanos + tokens * computingNanos / Math.max(batchTokens, computedTokens));
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
