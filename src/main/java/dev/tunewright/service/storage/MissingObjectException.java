package dev.tunewright.service.storage;

import java.io.IOException;

/** There is no such object, or no longer. */
final class MissingObjectException extends IOException {

    MissingObjectException(Throwable cause) {
        super(cause);
    }
}
