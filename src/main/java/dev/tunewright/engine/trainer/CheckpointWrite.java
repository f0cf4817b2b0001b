package dev.tunewright.engine.trainer;

import dev.tunewright.engine.Beside;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A checkpoint on its way to the disk, by a thread of its own. It reads weights and optimizer where they lie, so it needs no
 * memory for them, and the next forward and backward pass may run beside it; but no weight may change before
 * {@link #awaitRead}. What takes longest on slow disks, bringing the bytes there, then goes on beside any number of steps.
 */
final class CheckpointWrite {

    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final Beside<Boolean> whole;

    /** @param work writes it, and calls its argument once all tensors are read */
    CheckpointWrite(Consumer<Runnable> work) {
        whole = Beside.begin("checkpoint", () -> {
            try {
                work.accept(() -> read.complete(null));
                return true;
            } finally {
                read.complete(null);
            }
        });
    }

    /** Returns when weights and optimizer may change. */
    void awaitRead() {
        read.join();
    }

    /** Returns when it lies on the disk under its name; throws what the writing threw. */
    void awaitWhole() {
        whole.await();
    }

    /** @return whether {@link #awaitWhole} has nothing to wait for */
    boolean isDone() {
        return whole.isDone();
    }
}
