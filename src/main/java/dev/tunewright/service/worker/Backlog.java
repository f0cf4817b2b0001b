package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trainer's events that are not stored yet, in their order: a few in memory, more in a file, so that training goes on for as
 * long as the database is away. Only where the file cannot be written does the trainer wait.
 */
final class Backlog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final Path file;
    private final int capacity;
    private final Queue<TrainEvent> memory = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable BufferedWriter writer;
    private @Nullable BufferedReader reader;
    private long onDisk;

    /**
     * @param file made when it is needed, gone when it is read
     * @param capacity events in memory
     */
    Backlog(Path file, int capacity) {
        this.file = file;
        this.capacity = capacity;
    }

    void put(TrainEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (onDisk > 0 || memory.size() >= capacity) {
                if (spill(event)) {
                    return;
                }
                changed.await();
            }
            memory.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean spill(TrainEvent event) {
        try {
            if (writer == null) {
                LOG.info("events wait in {}", file);
                writer = Files.newBufferedWriter(file);
            }
            writer.write(TrainEvents.write(event) + "\n");
            onDisk++;
            return true;
        } catch (IOException diskFull) {
            LOG.warn("events cannot wait on disk, so their trainer waits: {}", diskFull.toString());
            return false;
        }
    }

    /** Adds what there is, up to the limit; waits for the first one. */
    void drainTo(List<TrainEvent> batch, int limit, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (memory.isEmpty() && onDisk == 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            while (batch.size() < limit && !(memory.isEmpty() && onDisk == 0)) {
                if (memory.isEmpty()) {
                    load();
                }
                batch.add(memory.remove());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void load() {
        try {
            BufferedWriter spilled = Objects.requireNonNull(writer);
            spilled.flush();
            if (reader == null) {
                reader = Files.newBufferedReader(file);
            }
            for (; onDisk > 0 && memory.size() < capacity; onDisk--) {
                memory.add(TrainEvents.read(reader.readLine()));
            }
            if (onDisk == 0) {
                forget();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("events that waited in " + file + " cannot be read", e);
        }
    }

    private void forget() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        if (reader != null) {
            reader.close();
            reader = null;
        }
        Files.deleteIfExists(file);
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return memory.isEmpty() && onDisk == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            forget();
        } catch (IOException left) {
            LOG.debug("{} stays until its folder goes", file, left);
        } finally {
            lock.unlock();
        }
    }
}
