package dev.tunewright.engine.trainer;

import java.util.Locale;
import java.util.stream.Stream;

/** Memory does not suffice for what is asked; the message says what would help. */
public final class OutOfMemoryException extends RuntimeException {

    OutOfMemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What helps whatever runs out of memory. */
    public static final String ADVICE = "lower dataset.max_length, set bf16, or take a smaller checkpoint";

    /** @return whether the error, or what caused it, is an allocation that failed: in Java, on the CPU or on a GPU */
    public static boolean isCauseOf(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof OutOfMemoryError
                        || cause instanceof OutOfMemoryException
                        || tellsOfMemory(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)));
    }

    /** PyTorch has no error code; these are its allocators' words. */
    private static boolean tellsOfMemory(String message) {
        return message.contains("out of memory")
                || message.contains("not enough memory")
                || message.contains("can't allocate memory")
                || message.contains("cannot allocate memory")
                || message.contains("alloc_failed")
                || message.contains("bad_alloc");
    }

    static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }
}
