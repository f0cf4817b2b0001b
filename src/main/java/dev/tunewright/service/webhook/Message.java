package dev.tunewright.service.webhook;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be delivered.
 *
 * @param job that it tells of
 * @param target name of the operator's receiver it goes to; null: the job's own
 * @param url of the job's own receiver
 * @param secret of the job's own receiver
 * @param attempts tries so far
 */
record Message(
        UUID id,
        UUID job,
        String type,
        String body,
        @Nullable String target,
        @Nullable URI url,
        @Nullable String secret,
        int attempts) {

    @Override
    public String toString() {
        return "Message[" + id + " " + type + "]";
    }
}
