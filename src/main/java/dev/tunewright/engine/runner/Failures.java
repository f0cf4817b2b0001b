package dev.tunewright.engine.runner;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.CheckpointException;
import dev.tunewright.engine.trainer.OutOfMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
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
        if (error instanceof OutOfMemoryException) {
            return new TrainEvent.Failed("out_of_memory", message, true);
        }
        if (OutOfMemoryException.isCauseOf(error)) {
            return new TrainEvent.Failed(
                    "out_of_memory",
                    "not enough memory; " + OutOfMemoryException.ADVICE + " (" + firstLine(message) + ")",
                    true);
        }
        Optional<String> deviceError = DeviceException.reason(error);
        if (deviceError.isPresent()) {
            return new TrainEvent.Failed("device_error", deviceError.get(), true);
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
