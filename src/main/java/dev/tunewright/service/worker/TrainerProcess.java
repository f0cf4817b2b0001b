package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvents;
import dev.tunewright.engine.runner.TrainSpec;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM of its own for one attempt. Closing its input asks it to stop with a checkpoint; whoever does not within the grace
 * period is ended. When this process dies, the input closes too, and the trainer stops by itself.
 */
final class TrainerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final Duration BEFORE_FORCE = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedWriter input;
    private final Duration stopGrace;
    private boolean stopping;

    private TrainerProcess(Process process, Duration stopGrace) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.stopGrace = stopGrace;
    }

    /** @throws IOException if the program cannot be started */
    static TrainerProcess start(ProcessBuilder builder, TrainSpec spec, Duration stopGrace) throws IOException {
        TrainerProcess trainer = new TrainerProcess(builder.start(), stopGrace);
        trainer.tell(TrainEvents.writeSpec(spec));
        return trainer;
    }

    private void tell(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException endedAtOnce) {
            LOG.debug("trainer {} took no input: its exit will tell why", process.pid(), endedAtOnce);
        }
    }

    BufferedReader output() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /** Asks it to stop with a checkpoint; further calls do nothing. */
    synchronized void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        try {
            input.close();
        } catch (IOException endedAlready) {
            LOG.debug("trainer {} had closed its input", process.pid(), endedAlready);
        }
        after(stopGrace, process::destroy);
        after(stopGrace.plus(BEFORE_FORCE), process::destroyForcibly);
    }

    private static void after(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(action);
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** Ends it at once, without a checkpoint. */
    void kill() {
        process.destroyForcibly();
    }

    /**
     * Once its output has ended, so that little is left to do for it; one that hangs then is ended.
     *
     * @return its exit code; 128 + n where signal n ended it
     */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(stopGrace.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return process.waitFor();
    }

    /** Whatever happened to its worker, no trainer outlives it. */
    @Override
    public void close() {
        kill();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
