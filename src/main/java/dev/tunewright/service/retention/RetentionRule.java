package dev.tunewright.service.retention;

import java.io.IOException;
import java.time.Instant;

/** Something that is not kept for ever. It may run on two nodes at once, and be killed at any point. */
public interface RetentionRule {

    /** @return what is removed, for logs and metrics */
    String name();

    /** @return how many were removed */
    int apply(Instant now) throws IOException;
}
