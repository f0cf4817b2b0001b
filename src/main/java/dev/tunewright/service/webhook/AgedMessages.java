package dev.tunewright.service.webhook;

import dev.tunewright.service.retention.RetentionRule;
import dev.tunewright.service.retention.RetentionSettings;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Messages that were delivered or given up long ago. */
@Component
class AgedMessages implements RetentionRule {

    private final MessageRepository messages;
    private final RetentionSettings settings;

    AgedMessages(MessageRepository messages, RetentionSettings settings) {
        this.messages = messages;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "webhook messages";
    }

    @Override
    public int apply(Instant now) {
        Instant before = RetentionSettings.before(now, settings.webhookAge());
        return before == null ? 0 : messages.deleteEndedBefore(before);
    }
}
