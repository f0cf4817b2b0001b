package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A trainer's events, read by a thread of its own into a bounded queue: while the database is away the trainer goes on,
 * and only when the queue is full does it wait.
 */
final class TrainerOutput implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerOutput.class);
    private static final int CAPACITY = 20_000;
    private static final int LONGEST_LINE = 1 << 20;
    private static final int SHOWN_CHARACTERS = 200;

    private final BlockingQueue<TrainEvent> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final Thread reader;
    private volatile int garbage;
    private volatile boolean atEnd;

    TrainerOutput(BufferedReader lines, String name) {
        this.reader = new Thread(() -> readAll(lines), name);
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(BufferedReader lines) {
        try {
            BoundedLines bounded = new BoundedLines(lines, LONGEST_LINE);
            for (String line = bounded.next(); line != null; line = bounded.next()) {
                read(line);
            }
        } catch (IOException closed) {
            LOG.debug("output of a trainer ended", closed);
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
        } finally {
            atEnd = true;
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void read(String line) throws InterruptedException {
        TrainEvent event;
        try {
            event = TrainEvents.read(line);
        } catch (JacksonException noEvent) {
            garbage++;
            String shown = line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
            shown = shown.replaceAll("\\p{Cntrl}", "?"); // It may hold another program's escapes, or a forged line.
            LOG.warn("not an event, from {}: {}", Thread.currentThread().getName(), shown);
            return;
        }
        queue.put(event);
    }

    /** @return events that came within the time after the first one, up to the limit; empty if none came in time */
    List<TrainEvent> next(int limit, Duration time) throws InterruptedException {
        List<TrainEvent> batch = new ArrayList<>();
        long deadline = System.nanoTime() + time.toNanos();
        while (batch.size() < limit && (!atEnd || !queue.isEmpty())) {
            TrainEvent event = queue.poll(Math.min(deadline - System.nanoTime(), time.toNanos()), TimeUnit.NANOSECONDS);
            if (event == null) {
                break;
            }
            batch.add(event);
            queue.drainTo(batch, limit - batch.size());
        }
        return batch;
    }

    boolean isDone() {
        return atEnd && queue.isEmpty();
    }

    /** @return lines that were no events */
    int garbageLines() {
        return garbage;
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
