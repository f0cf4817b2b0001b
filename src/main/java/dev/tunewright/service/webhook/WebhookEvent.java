package dev.tunewright.service.webhook;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a receiver may be told of. */
public enum WebhookEvent {
    /** The job's model is there. */
    SUCCEEDED,
    /** The job ended without a model. */
    FAILED,
    /** A person ended the job. */
    CANCELLED,
    /** The model was evaluated; the job goes on. */
    EVALUATED;

    static final Set<WebhookEvent> ALL = Set.copyOf(EnumSet.allOf(WebhookEvent.class));

    /** @return its name in specs and settings */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return its name in messages */
    String type() {
        return "job." + wire();
    }

    static Optional<WebhookEvent> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(event -> event.wire().equals(wire))
                .findFirst();
    }

    static List<String> wires() {
        return Arrays.stream(values()).map(WebhookEvent::wire).toList();
    }
}
