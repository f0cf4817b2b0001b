package dev.tunewright.engine.runner;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Writes each event as a line of its own, at once. */
final class EventWriter implements Consumer<TrainEvent> {

    private final PrintStream out;

    EventWriter(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void accept(TrainEvent event) {
        out.print(TrainEvents.write(event) + "\n");
        out.flush();
    }
}
