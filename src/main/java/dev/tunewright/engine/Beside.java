package dev.tunewright.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Work on a thread of its own. What it throws, whoever waits for it gets; to close it is to wait until it has ended, however it did. */
public final class Beside<T> implements AutoCloseable {

    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Beside() {}

    public static <T> Beside<T> begin(String threadName, Supplier<T> work) {
        Beside<T> beside = new Beside<>();
        new Thread(() -> beside.run(work), threadName).start();
        return beside;
    }

    private void run(Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (Throwable e) { // Thrown again where it is waited for.
            result.completeExceptionally(e);
        }
    }

    public boolean isDone() {
        return result.isDone();
    }

    public T await() {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        result.handle((value, failure) -> value).join();
    }
}
