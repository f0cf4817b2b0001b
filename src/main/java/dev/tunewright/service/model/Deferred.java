package dev.tunewright.service.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Answers over HTTP that take no thread of the server for long. A request's thread first waits for the answer itself, for that is quicker
 * than to give the request up and have another thread take it through all filters again; but only a few threads do, and not for long.
 */
final class Deferred {

    /** The request's own deadline ends it. */
    private static final long NO_TIMEOUT = 0;

    private static final long SHORT_MILLIS = 100;

    /** A small part of the server's threads. */
    private static final Semaphore WAITING = new Semaphore(32);

    private Deferred() {}

    /**
     * @param shape the body that the client gets
     * @return the {@link ResponseEntity}, or the {@link DeferredResult} that will have it
     * @throws RuntimeException what the answer failed with
     */
    static Object of(CompletableFuture<Answer> answer, Function<Answer, ?> shape) {
        CompletableFuture<ResponseEntity<?>> response = answer.thenApply(found -> ResponseEntity.ok()
                .header(Timing.HEADER, found.timing().header())
                .body(shape.apply(found)));
        return isThereSoon(response) ? now(response) : later(response);
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static boolean isThereSoon(CompletableFuture<?> response) {
        if (WAITING.tryAcquire()) {
            try {
                response.get(SHORT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException told) {
                // Told below.
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } finally {
                WAITING.release();
            }
        }
        return response.isDone();
    }

    private static Object now(CompletableFuture<ResponseEntity<?>> response) {
        try {
            return response.join();
        } catch (CompletionException failure) {
            if (cause(failure) instanceof RuntimeException known) {
                throw known;
            }
            throw failure;
        }
    }

    private static DeferredResult<ResponseEntity<?>> later(CompletableFuture<ResponseEntity<?>> response) {
        DeferredResult<ResponseEntity<?>> result = new DeferredResult<>(NO_TIMEOUT);
        response.whenComplete((answered, failure) -> {
            if (failure == null) {
                result.setResult(answered);
            } else {
                result.setErrorResult(cause(failure));
            }
        });
        return result;
    }
}
