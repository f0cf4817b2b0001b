package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CheckpointWriteTest {

    private final CompletableFuture<Void> tensors = new CompletableFuture<>();
    private final CompletableFuture<Void> disk = new CompletableFuture<>();

    @Test
    void weightsWaitUntilTheyAreReadAndNotForTheDisk() throws Exception {
        CheckpointWrite write = new CheckpointWrite(read -> {
            tensors.join();
            read.run();
            disk.join();
        });
        CompletableFuture<Void> update = CompletableFuture.runAsync(write::awaitRead);
        assertThat(update).isNotDone();
        tensors.complete(null);
        update.get(10, TimeUnit.SECONDS);
        assertThat(write.isDone()).isFalse();
        disk.complete(null);
        write.awaitWhole();
        assertThat(write.isDone()).isTrue();
    }

    @Test
    void failedWriteLetsTheStepEndAndIsThrownToWhoeverWaitsForIt() {
        CheckpointWrite write = new CheckpointWrite(read -> {
            throw new UncheckedIOException("checkpoint-3 cannot be written", new IOException("no space left"));
        });
        write.awaitRead();
        assertThatThrownBy(write::awaitWhole)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("checkpoint-3 cannot be written");
        assertThat(write.isDone()).isTrue();
    }
}
