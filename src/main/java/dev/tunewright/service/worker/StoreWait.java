package dev.tunewright.service.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits out an artifact store that is full or away: its trainer goes on meanwhile, and nothing it made is given up. */
final class StoreWait {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWait.class);
    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 10_000;
    private static final long BETWEEN_LOOKS_MILLIS = 500;

    /** Something that reads or writes the store and may be done again. */
    interface Action<T> {
        T run() throws IOException;
    }

    private final Duration patience;

    /** @param patience how long the store may stay away */
    StoreWait(Duration patience) {
        this.patience = patience;
    }

    /**
     * @param what is tried, for the log
     * @param wanted asked while it waits
     * @throws IOException if the store stays away, or the result is no longer wanted
     */
    <T> T until(String what, BooleanSupplier wanted, Action<T> action) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_MILLIS; ; pause = Math.min(2 * pause, LAST_MILLIS)) {
            try {
                return action.run();
            } catch (IOException away) {
                if (System.nanoTime() > end || !wanted.getAsBoolean()) {
                    throw away;
                }
                LOG.warn("{} waits for the artifact store: {}", what, away.toString());
            }
            sleep(pause, wanted);
        }
    }

    private static void sleep(long millis, BooleanSupplier wanted) throws InterruptedException {
        for (long left = millis; left > 0 && wanted.getAsBoolean(); left -= BETWEEN_LOOKS_MILLIS) {
            Thread.sleep(Math.min(left, BETWEEN_LOOKS_MILLIS));
        }
    }
}
