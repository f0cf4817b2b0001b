package dev.tunewright.service.job;

import java.util.UUID;

/** Reads the id in a path. */
public final class JobId {

    private JobId() {}

    /** @throws JobNotFoundException if the text cannot be the id of any job */
    public static UUID parse(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException noUuid) {
            throw new JobNotFoundException(text);
        }
    }
}
