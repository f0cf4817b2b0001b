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
        return causes(error)
                .anyMatch(cause -> cause instanceof OutOfMemoryError
                        || cause instanceof OutOfMemoryException
                        || String.valueOf(cause.getMessage()).lines().anyMatch(OutOfMemoryException::tellsOfMemory));
    }

    /** @return the line in which the allocator speaks; scripts put it below a trace */
    static String reason(Throwable error) {
        return causes(error)
                .flatMap(cause -> String.valueOf(cause.getMessage()).lines())
                .filter(OutOfMemoryException::tellsOfMemory)
                .findFirst()
                .orElse(String.valueOf(error.getMessage()));
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause);
    }

    /** PyTorch has no error code; these are the words of its allocators, of Java's, and of oneDNN's, which has only these. */
    private static boolean tellsOfMemory(String line) {
        String message = line.toLowerCase(Locale.ROOT);
        return message.contains("out of memory")
                || message.contains("not enough memory")
                || message.contains("can't allocate memory")
                || message.contains("cannot allocate memory")
                || message.contains("direct buffer memory")
                || message.contains("alloc_failed")
                || message.contains("bad_alloc")
                || message.contains("could not create a primitive");
    }
}
