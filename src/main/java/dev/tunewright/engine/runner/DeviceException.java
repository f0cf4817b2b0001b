package dev.tunewright.engine.runner;

/** The GPU that a trainer was given cannot be used; another one, or the same at another time, may do. */
final class DeviceException extends RuntimeException {

    DeviceException(String message) {
        super(message);
    }
}
