package dev.tunewright.service.webhook;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be told of a job, and of what.
 *
 * @param secret what messages are signed with; null: they are not. Never shown
 */
public record Webhook(
        URI url, Set<WebhookEvent> events, @Nullable String secret) {

    /** Paths and queries of such addresses are often secrets themselves. */
    static String masked(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + "/...";
    }

    @Override
    public String toString() {
        return "Webhook[" + masked(url) + " " + events + (secret == null ? "" : ", signed") + "]";
    }
}
