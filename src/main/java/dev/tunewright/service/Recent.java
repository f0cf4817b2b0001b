package dev.tunewright.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that another machine tells, for those who must not wait for it: asked for at most once in a while, however many
 * want to know, on a thread of its own, so that a machine that hangs holds up one thread and nobody else.
 */
public final class Recent<T> {

    private final String name;
    private final Supplier<T> source;
    private final Duration valid;
    private final Duration patience;
    private final LongSupplier nanos;
    private @Nullable CompletableFuture<T> latest;
    private long asked;

    /**
     * @param name of the thread
     * @param source should not throw: what it throws is thrown to those who wait
     * @param valid for how long an answer is good
     * @param patience how long it is waited for
     * @param nanos a timer that only goes forward
     */
    public Recent(String name, Supplier<T> source, Duration valid, Duration patience, LongSupplier nanos) {
        this.name = name;
        this.source = source;
        this.valid = valid;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** @return empty if the answer does not come in time */
    public Optional<T> get() {
        CompletableFuture<T> answer;
        long left;
        synchronized (this) {
            answer = latest();
            left = patience.toNanos() - (nanos.getAsLong() - asked);
        }
        try {
            return Optional.of(answer.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " failed", e.getCause());
        }
    }

    private CompletableFuture<T> latest() {
        if (latest == null || latest.isDone() && nanos.getAsLong() - asked > valid.toNanos()) {
            asked = nanos.getAsLong();
            latest = CompletableFuture.supplyAsync(source, this::start);
        }
        return latest;
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
