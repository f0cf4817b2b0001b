package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import dev.tunewright.service.trace.JobLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A trainer's events, read by a thread of its own, so that the trainer goes on while the database is away.
 */
final class TrainerOutput implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerOutput.class);
    private static final int CAPACITY = 20_000;
    private static final String EVENT = "{\"event\":";
    private static final int LONGEST_LINE = 1 << 20;
    private static final int SHOWN_CHARACTERS = 200;

    private final Backlog backlog;
    private final Thread reader;
    private volatile int garbage;
    private volatile long events;
    private volatile boolean atEnd;

    /** @param spill file for events that wait */
    TrainerOutput(BufferedReader lines, String name, Path spill) {
        this.backlog = new Backlog(spill, CAPACITY);
        this.reader = new Thread(JobLog.carried(() -> readAll(lines)), name);
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
        TrainEvent event = event(line);
        if (event == null) {
            garbage++;
            // What a native library printed without a line's end stands before the next event.
            int behind = line.lastIndexOf(EVENT);
            event = behind > 0 ? event(line.substring(behind)) : null;
            String shown = line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
            shown = shown.replaceAll("\\p{Cntrl}", "?"); // It may hold another program's escapes, or a forged line.
            LOG.warn("not an event, from {}: {}", Thread.currentThread().getName(), shown);
        }
        if (event == null) {
            return;
        }
        events++;
        if (!(event instanceof TrainEvent.Alive)) {
            backlog.put(event);
            events++; // A trainer that had to wait was not silent.
        }
    }

    private static @Nullable TrainEvent event(String line) {
        try {
            return TrainEvents.read(line);
        } catch (JacksonException noEvent) {
            return null;
        }
    }

    /** @return events that came within the time after the first one, up to the limit; empty if none came in time */
    List<TrainEvent> next(int limit, Duration time) throws InterruptedException {
        List<TrainEvent> batch = new ArrayList<>();
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (batch.size() < limit && left > 0 && !isDone()) {
            backlog.drainTo(batch, limit, left);
            left = deadline - System.nanoTime();
        }
        return batch;
    }

    boolean isDone() {
        return atEnd && backlog.isEmpty();
    }

    /** @return grows while the trainer tells anything */
    long heard() {
        return events;
    }

    /** @return lines that were no events */
    int garbageLines() {
        return garbage;
    }

    @Override
    public void close() {
        reader.interrupt();
        backlog.close();
    }
}
