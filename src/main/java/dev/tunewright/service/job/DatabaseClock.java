package dev.tunewright.service.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's time, to the microsecond, which all nodes share: a node whose own clock is wrong or jumps neither takes others
 * for dead nor queues into the future. Between two looks the node's monotonic timer counts on, also while the database is away.
 */
public final class DatabaseClock extends Clock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** What takes longer than this is a database that is away, or a node that was not running. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final Duration STEP = Duration.ofSeconds(2);

    private record Reading(Instant time, long nanos) {}

    private final Supplier<Instant> database;
    private final LongSupplier nanos;
    private final List<Runnable> whenStepped = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "database-clock");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Reading reading;
    private volatile long steadySince;
    private long lastLook;

    /** @param nanos a timer that only goes forward */
    DatabaseClock(Supplier<Instant> database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
        this.reading = new Reading(database.get(), nanos.getAsLong());
        this.lastLook = reading.nanos();
        this.steadySince = reading.nanos();
    }

    void start() {
        looks.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Instant instant() {
        return at(nanos.getAsLong()).truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * @return for how long this node has run, reached the database and agreed with it on the time, without a break; before
     *     that, what looks stale to it may be its own fault
     */
    public Duration steadyFor() {
        return Duration.ofNanos(nanos.getAsLong() - steadySince);
    }

    /** @param action run after the database's own time has jumped */
    public void whenStepped(Runnable action) {
        whenStepped.add(action);
    }

    void look() {
        long before = nanos.getAsLong();
        Instant told;
        try {
            told = database.get();
        } catch (RuntimeException away) {
            LOG.warn("the database cannot be asked for its time: {}", away.toString());
            steadySince = nanos.getAsLong();
            return;
        }
        long after = nanos.getAsLong();
        if (after - lastLook > BETWEEN_LOOKS.plus(LATE).toNanos()) {
            steadySince = after;
        }
        lastLook = after;
        follow(told.plusNanos((after - before) / 2), after, after - before);
    }

    /** @param doubt how long the question took: a smaller difference says nothing */
    private void follow(Instant told, long now, long doubt) {
        Duration off = Duration.between(at(now), told);
        if (off.abs().toNanos() <= doubt) {
            return;
        }
        reading = new Reading(told, now);
        if (off.abs().compareTo(STEP) > 0) {
            LOG.warn("the database's clock has jumped by {}", off);
            steadySince = now;
            whenStepped.forEach(Runnable::run);
        }
    }

    private Instant at(long now) {
        Reading last = reading;
        return last.time().plusNanos(now - last.nanos());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("times are UTC");
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
