package dev.tunewright.engine.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's content as it arrives. The JDK's own streams wait for a silent server without end; this one gives up, and lets
 * its reader look around every second.
 */
final class BodyStream implements BodySubscriber<BodyStream>, AutoCloseable {

    private static final int PIECES_AHEAD = 8;
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** One of the three things that happen, in order. */
    private record Signal(
            @Nullable List<ByteBuffer> bytes, @Nullable Throwable failure) {}

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Duration silence;

    /** @param silence without a byte, after which the server is given up */
    BodyStream(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(PIECES_AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        signals.add(new Signal(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal(null, failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(null, null));
    }

    /**
     * @param look called every second without a byte
     * @return the next bytes; null at the end
     * @throws IOException if the connection broke, or was silent for too long
     */
    @Nullable
    List<ByteBuffer> next(Runnable look) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + silence.toNanos();
        Signal signal = signals.poll();
        while (signal == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new HttpTimeoutException("no byte for " + silence.toSeconds() + " s");
            }
            signal = signals.poll(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            if (signal == null) {
                look.run();
            }
        }
        if (signal.failure() != null) {
            throw new IOException(signal.failure().getMessage(), signal.failure());
        }
        if (signal.bytes() != null) {
            subscription.join().request(1);
        }
        return signal.bytes();
    }

    /** @throws IOException also if there are more bytes than allowed */
    byte[] readAll(int most) throws IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (List<ByteBuffer> bytes = next(() -> {}); bytes != null; bytes = next(() -> {})) {
            for (ByteBuffer buffer : bytes) {
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                content.writeBytes(piece);
            }
            if (content.size() > most) {
                throw new IOException("the answer has more than " + most + " bytes");
            }
        }
        return content.toByteArray();
    }

    /** Drops what has not arrived; the connection goes with it. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
