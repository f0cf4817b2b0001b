package dev.tunewright.service.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/** Answers over HTTP that take no thread of the server while they are under way. */
final class Deferred {

    /** The request's own deadline ends it. */
    private static final long NO_TIMEOUT = 0;

    private Deferred() {}

    /** @param shape the body that the client gets */
    static <T> DeferredResult<ResponseEntity<T>> of(CompletableFuture<Answer> answer, Function<Answer, T> shape) {
        DeferredResult<ResponseEntity<T>> result = new DeferredResult<>(NO_TIMEOUT);
        answer.thenApply(found -> ResponseEntity.ok()
                        .header(Timing.HEADER, found.timing().header())
                        .body(shape.apply(found)))
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        result.setResult(response);
                    } else {
                        result.setErrorResult(cause(failure));
                    }
                });
        return result;
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
