package dev.tunewright.engine.runner;

import dev.tunewright.engine.InvalidInputException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import sun.misc.Signal;

/**
 * The trainer process. The first line of standard input is its {@link TrainSpec}; when standard input closes, it saves a
 * checkpoint and stops. Standard output carries {@link TrainEvent} lines and nothing else; the log goes to standard error.
 */
public final class TrainMain {

    /** Trained to the end. */
    public static final int FINISHED = 0;
    /** A {@code failed} event says why. */
    public static final int FAILED = 2;
    /** Asked to stop; a {@code stopped} event names the checkpoint. */
    public static final int STOPPED = 3;

    private static final Duration LONGEST_STOP = Duration.ofMinutes(15);

    private TrainMain() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream events = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        // A Ctrl-C in the worker's terminal reaches this process too; the worker decides how it ends.
        Signal.handle(new Signal("INT"), ignored -> {});
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        if (line == null) {
            System.err.println("usage: the first line of standard input is the job's specification as JSON");
            System.exit(FAILED);
        }
        AtomicBoolean stop = new AtomicBoolean();
        Thread watcher = new Thread(() -> stopWhenClosed(input, stop), "stdin");
        watcher.setDaemon(true);
        watcher.start();
        EventWriter writer = new EventWriter(events);
        System.exit(
                onThreadOfItsOwn(() -> new TrainProcess(TrainEvents.readSpec(line), writer, stop::get).run(), writer));
    }

    /**
     * Makes one attempt in this process, which should make no other.
     *
     * @param events told on a thread of the trainer's
     * @param stop whether to save a checkpoint and stop; asked after each step
     * @return the exit status
     */
    public static int run(TrainSpec spec, Consumer<TrainEvent> events, BooleanSupplier stop)
            throws InterruptedException {
        return onThreadOfItsOwn(() -> new TrainProcess(spec, events, stop).run(), events);
    }

    /** PyTorch's gradient mode belongs to the thread: a thread of its own starts with it on. */
    private static int onThreadOfItsOwn(IntSupplier attempt, Consumer<TrainEvent> events) throws InterruptedException {
        int[] status = {FAILED};
        Thread trainer = new Thread(() -> status[0] = tellingFailures(attempt, events), "trainer");
        trainer.start();
        trainer.join();
        return status[0];
    }

    private static int tellingFailures(IntSupplier attempt, Consumer<TrainEvent> events) {
        try {
            return attempt.getAsInt();
        } catch (Throwable e) {
            if (!(e instanceof InvalidInputException)) {
                e.printStackTrace();
            }
            events.accept(Failures.of(e));
            return FAILED;
        }
    }

    private static void stopWhenClosed(BufferedReader input, AtomicBoolean stop) {
        try {
            while (input.readLine() != null) {
                // Nothing but the end of input has a meaning.
            }
        } catch (IOException e) {
            System.err.println("standard input broke: " + e);
        }
        stop.set(true);
        endAnyway();
    }

    /** A worker that lives ends a trainer that hangs; one whose worker is dead must do so itself. */
    private static void endAnyway() {
        try {
            Thread.sleep(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("asked to stop " + LONGEST_STOP.toMinutes() + " minutes ago, and ended now");
        Runtime.getRuntime().halt(FAILED);
    }
}
