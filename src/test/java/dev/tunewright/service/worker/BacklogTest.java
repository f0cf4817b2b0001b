package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.runner.TrainEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BacklogTest {

    @TempDir
    Path folder;

    private static TrainEvent event(int step) {
        return new TrainEvent.Step(step, 0.1 * step, Double.NaN, 1e-5, 1, Instant.EPOCH);
    }

    private static List<TrainEvent> events(int count) {
        return IntStream.range(0, count).mapToObj(BacklogTest::event).toList();
    }

    @Test
    void moreThanFitsIntoMemoryComesBackInOrder() throws InterruptedException {
        Path file = folder.resolve("events");
        try (Backlog backlog = new Backlog(file, 10)) {
            List<TrainEvent> read = new ArrayList<>();
            List<TrainEvent> events = events(1000);
            for (TrainEvent event : events.subList(0, 300)) {
                backlog.put(event);
            }
            assertThat(file).exists();
            backlog.drainTo(read, 77, 0);
            for (TrainEvent event : events.subList(300, 1000)) {
                backlog.put(event);
            }
            while (!backlog.isEmpty()) {
                backlog.drainTo(read, read.size() + 93, 0);
            }
            assertThat(read).isEqualTo(events);
            assertThat(file).doesNotExist();
            backlog.put(event(5));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void writerAndReaderAtOnceLoseNothing() throws Exception {
        try (Backlog backlog = new Backlog(folder.resolve("events"), 50)) {
            List<TrainEvent> events = events(20_000);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    for (TrainEvent event : events) {
                        backlog.put(event);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            List<TrainEvent> read = new ArrayList<>();
            while (read.size() < events.size()) {
                backlog.drainTo(read, read.size() + 10, TimeUnit.SECONDS.toNanos(1));
            }
            writer.join();
            assertThat(read).isEqualTo(events);
        }
    }

    @Test
    void trainerWaitsWhereTheFileCannotBeWritten() throws Exception {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        try (Backlog backlog = new Backlog(taken, 2)) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    for (TrainEvent event : events(5)) {
                        backlog.put(event);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            List<TrainEvent> read = new ArrayList<>();
            while (read.size() < 5) {
                backlog.drainTo(read, 5, TimeUnit.SECONDS.toNanos(1));
            }
            writer.join();
            assertThat(read).isEqualTo(events(5));
        }
    }
}
