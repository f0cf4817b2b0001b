package dev.tunewright.service.model;

import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.web.ApiException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatusCode;

/**
 * A request on its way through a model: admitted, tokenised, waiting, computed. It is over with its last row, its first failure or its
 * deadline, whichever comes first; rows of one that is over are not computed.
 */
final class Ticket {

    /** Nobody reads it; the number is nginx's, for the log. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** One text or pair of the request. */
    record Row(Ticket ticket, int number, Encoding encoding) {

        int length() {
            return encoding.length();
        }
    }

    private final Caller caller;
    private final CompletableFuture<float[][]> logits = new CompletableFuture<>();
    private final CompletableFuture<float[][]> answer;
    private final CompletableFuture<Void> deadline = new CompletableFuture<>();
    private float[][] computed = {};
    private int missing;
    private volatile long tokens;
    private volatile long submitted;
    private long begun;
    private long ended;

    /** @param over is told the ticket when it is over, before anyone who waits for its logits */
    Ticket(Caller caller, Consumer<Ticket> over) {
        this.caller = caller;
        this.answer = logits.whenComplete((computed, failure) -> over.accept(this));
        deadline.orTimeout(caller.remainingNanos(), TimeUnit.NANOSECONDS).whenComplete((none, late) -> {
            if (late != null) {
                fail(caller.late());
            }
        });
    }

    /** @return float32 (rows, numLabels) in the request's order */
    CompletableFuture<float[][]> logits() {
        return answer;
    }

    /** @return what now waits for the model; nothing if the request is over */
    synchronized List<Row> submit(List<Encoding> encodings) {
        if (isOver()) {
            return List.of();
        }
        submitted = System.nanoTime();
        tokens = encodings.stream().mapToLong(Encoding::length).sum();
        missing = encodings.size();
        computed = new float[missing][];
        return IntStream.range(0, missing)
                .mapToObj(number -> new Row(this, number, encodings.get(number)))
                .toList();
    }

    boolean isOver() {
        return logits.isDone();
    }

    /**
     * Looks whether the client is still there. Not while the request is answered: its connection then is another's to read from.
     *
     * @return whether a row is worth its computation
     */
    synchronized boolean isWanted() {
        if (!isOver() && caller.isGone()) {
            fail(new ApiException(
                    HttpStatusCode.valueOf(CLIENT_CLOSED_REQUEST),
                    "client_closed_request",
                    "Client closed request",
                    "The client has closed its connection."));
        }
        return !isOver();
    }

    /** @param batchBegun when the row's batch began, by {@link System#nanoTime} */
    synchronized void answer(int number, float[] row, long batchBegun) {
        begun = computed.length == missing ? batchBegun : begun;
        computed[number] = row;
        if (--missing == 0) {
            ended = System.nanoTime();
            logits.complete(computed);
            deadline.complete(null);
        }
    }

    synchronized void fail(Throwable failure) {
        logits.completeExceptionally(failure);
        deadline.complete(null);
    }

    /** @return of all rows; 0 before they are known */
    long tokens() {
        return tokens;
    }

    long waitingNanos(long now) {
        return now - submitted;
    }

    /** @return how long an answered request took */
    synchronized Timing timing(long tokeniseNanos) {
        return new Timing(tokeniseNanos, begun - submitted, ended - begun);
    }
}
