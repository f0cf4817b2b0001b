package dev.tunewright.engine.runner;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import tools.jackson.core.exc.JacksonIOException;

/** Tells what an error means for the job. */
final class Failures {

    private Failures() {}

    static TrainEvent.Failed of(Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof InvalidInputException) {
            return new TrainEvent.Failed("invalid_input", message, false);
        }
        if (error instanceof CheckpointException) {
            return new TrainEvent.Failed("checkpoint_unreadable", message, false);
        }
        if (error instanceof OutOfMemoryError
                || message.contains("not enough memory")
                || message.contains("out of memory")) {
            return new TrainEvent.Failed(
                    "out_of_memory",
                    "not enough memory for this batch; lower per_device_train_batch_size and raise"
                            + " gradient_accumulation_steps, or lower dataset.max_length (" + firstLine(message) + ")",
                    false);
        }
        if (error instanceof UncheckedIOException
                || error instanceof IOException
                || error instanceof JacksonIOException) {
            return new TrainEvent.Failed("io_error", message, true);
        }
        return new TrainEvent.Failed(
                "trainer_error", error.getClass().getSimpleName() + ": " + firstLine(message), false);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
