package dev.tunewright.engine.checkpoint;

import java.nio.file.Path;

/** A checkpoint's file is broken or cannot serve what is asked of it. The message names file, tensor, values and remedy. */
public final class CheckpointException extends RuntimeException {

    public CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
