package dev.tunewright.engine.checkpoint;

import java.nio.file.Path;
import java.util.Objects;

/** A checkpoint's file is broken or cannot serve what is asked of it. The message names file, tensor, values and remedy. */
public final class CheckpointException extends RuntimeException {

    public CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    /** @return never null, as every constructor gives one */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
