package dev.tunewright.service.worker;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Waits out a database that is away for a while: what an attempt has to tell must not be lost for that. A connection that breaks
 * within a transaction has no category: its rollback fails too.
 */
final class DatabaseWait {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWait.class);
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 5000;

    private DatabaseWait() {}

    /**
     * @param what is tried, for the log
     * @param action one transaction that may be tried again though it was committed already
     */
    static <T> T until(String what, Supplier<T> action) throws InterruptedException {
        for (long pause = FIRST_MILLIS; ; pause = Math.min(2 * pause, LAST_MILLIS)) {
            try {
                return action.get();
            } catch (TransientDataAccessException
                    | RecoverableDataAccessException
                    | NonTransientDataAccessResourceException
                    | UncategorizedDataAccessException
                    | TransactionException away) {
                LOG.warn("{} waits for the database: {}", what, away.toString());
                Thread.sleep(pause);
            }
        }
    }
}
