package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Batch;
import dev.tunewright.engine.data.DataCollator;
import dev.tunewright.engine.data.TokenizedDataset;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells now and then that batches are still asked for, in training and in evaluation alike. */
final class Heartbeat implements DataCollator {

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final DataCollator collator;
    private final Consumer<TrainEvent> events;
    private long last = System.nanoTime();

    Heartbeat(DataCollator collator, Consumer<TrainEvent> events) {
        this.collator = collator;
        this.events = events;
    }

    @Override
    public Batch collate(TokenizedDataset dataset, int[] indices) {
        long now = System.nanoTime();
        if (now - last >= BETWEEN.toNanos()) {
            last = now;
            events.accept(new TrainEvent.Alive());
        }
        return collator.collate(dataset, indices);
    }
}
