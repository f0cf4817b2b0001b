package dev.tunewright.service.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who else is told, and how messages are sent.
 *
 * @param targets by a name of the operator's: told of every job; their addresses may be private
 * @param allowedNetworks private networks that jobs' own webhooks may reach, such as {@code 10.1.0.0/16}
 * @param firstDelay before the second try; each further one waits three times as long
 * @param maxDelay the longest wait between two tries
 * @param maxAttempts tries after which a message is given up
 * @param connectTimeout how long a connection may take
 * @param timeout how long a whole exchange may take
 */
@ConfigurationProperties("tunewright.webhooks")
record WebhookSettings(
        @DefaultValue Map<String, Target> targets,
        @DefaultValue List<String> allowedNetworks,
        @DefaultValue("10s") Duration firstDelay,
        @DefaultValue("6h") Duration maxDelay,
        @DefaultValue("12") int maxAttempts,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("15s") Duration timeout) {

    private static final int GROWTH = 3;

    /**
     * A receiver of the operator's.
     *
     * @param events empty: all
     * @param secret what messages are signed with; null: they are not
     */
    record Target(
            URI url,
            @DefaultValue Set<WebhookEvent> events,
            @Nullable String secret) {

        Webhook webhook() {
            return new Webhook(url, events.isEmpty() ? WebhookEvent.ALL : events, secret);
        }

        @Override
        public String toString() {
            return webhook().toString();
        }
    }

    /** @param failures tries that failed, at least one */
    Duration delay(int failures) {
        Duration delay = firstDelay;
        for (int i = 1; i < failures && delay.compareTo(maxDelay) < 0; i++) {
            delay = delay.multipliedBy(GROWTH);
        }
        return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
    }
}
