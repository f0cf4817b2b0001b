package dev.tunewright.service.storage;

import java.io.IOException;

/** The artifact store cannot be reached or does not serve now; nothing is lost, and the same call may work later. */
public final class StoreUnavailableException extends IOException {

    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
