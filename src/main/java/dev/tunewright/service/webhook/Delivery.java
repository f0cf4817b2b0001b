package dev.tunewright.service.webhook;

import dev.tunewright.service.trace.JobLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;

/** Tries to deliver a message. It may be delivered again if this node is killed before the success is stored. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int GONE = 410;

    private final MessageRepository messages;
    private final WebhookSettings settings;
    private final ObjectProvider<Sender> guarded;
    private final ObjectProvider<Sender> trusted;
    private final MeterRegistry meters;
    private final Clock clock;

    /**
     * @param guarded for addresses that jobs name
     * @param trusted for those that the operator names
     */
    Delivery(
            MessageRepository messages,
            WebhookSettings settings,
            ObjectProvider<Sender> guarded,
            ObjectProvider<Sender> trusted,
            MeterRegistry meters,
            Clock clock) {
        this.messages = messages;
        this.settings = settings;
        this.guarded = guarded;
        this.trusted = trusted;
        this.meters = meters;
        this.clock = clock;
    }

    /** @return when to try again; empty if it was delivered or given up */
    Optional<Instant> attempt(UUID id) {
        return messages.due(id).flatMap(message -> {
            try (MDC.MDCCloseable named = JobLog.job(message.job())) {
                return attempt(message);
            }
        });
    }

    private Optional<Instant> attempt(Message message) {
        String failure;
        boolean hopeless = false;
        try {
            int status = post(message);
            if (status / 100 == 2) {
                return end(message, true, "answered " + status);
            }
            failure = "answered " + status + (status / 100 == 3 ? ", and redirects are not followed" : "");
            hopeless = status == GONE;
        } catch (UnconfiguredTargetException unknown) {
            failure = String.valueOf(unknown.getMessage());
            hopeless = true;
        } catch (IOException e) {
            failure = reason(e);
        }
        int failures = message.attempts() + 1;
        if (hopeless || failures >= settings.maxAttempts()) {
            return end(message, false, failure);
        }
        Instant next = clock.instant().plus(settings.delay(failures));
        messages.failed(message.id(), failure, next);
        count("failed");
        LOG.info("webhook {} failed ({}), tried again at {}", message, failure, next);
        return Optional.of(next);
    }

    private int post(Message message) throws IOException {
        String target = message.target();
        if (target == null) {
            URI url = message.url();
            if (url == null) {
                throw new IllegalStateException(message + " has no receiver. Indicates a bug.");
            }
            return guarded.getObject().post(message, url, message.secret());
        }
        WebhookSettings.Target known = settings.targets().get(target);
        if (known == null) {
            throw new UnconfiguredTargetException(target);
        }
        return trusted.getObject().post(message, known.url(), known.secret());
    }

    private Optional<Instant> end(Message message, boolean delivered, String outcome) {
        messages.ended(message.id(), delivered, outcome, clock.instant());
        count(delivered ? "delivered" : "given_up");
        if (!delivered) {
            LOG.warn("webhook {} is given up after {} tries: {}", message, message.attempts() + 1, outcome);
        }
        return Optional.empty();
    }

    private void count(String result) {
        meters.counter("tunewright.webhooks", "result", result).increment();
    }

    /** Of a foreign exception only what names no address: those of jobs may be secrets. */
    private static String reason(IOException e) {
        if (e instanceof AddressGuard.RefusedAddressException) {
            return "refused: its address lies in a private network";
        }
        @Nullable String message = e.getClass() == IOException.class ? e.getMessage() : null;
        return message != null ? message : e.getClass().getSimpleName().replaceAll("Exception$", "");
    }

    /** The operator has taken the receiver out of the settings. */
    private static final class UnconfiguredTargetException extends IOException {
        UnconfiguredTargetException(String name) {
            super("tunewright.webhooks.targets has no " + name + " any more");
        }
    }
}
