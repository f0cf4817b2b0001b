package dev.tunewright.service.webhook;

import dev.tunewright.service.chore.ChoreQueue;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes messages in, inside the transaction of the change that they tell of: both are kept, or neither, whatever happens to
 * this node in the next instant.
 */
@Component
public class Outbox {

    static final String TASK = "webhook";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final MessageRepository messages;
    private final ChoreQueue chores;
    private final WebhookSettings settings;
    private final AddressGuard guard;
    private final Clock clock;

    Outbox(MessageRepository messages, ChoreQueue chores, WebhookSettings settings, AddressGuard guard, Clock clock) {
        this.messages = messages;
        this.chores = chores;
        this.settings = settings;
        this.guard = guard;
        this.clock = clock;
    }

    /** @throws dev.tunewright.engine.InvalidInputException if messages to it would be refused */
    public void require(@Nullable Webhook webhook) {
        if (webhook != null) {
            guard.require(webhook.url());
        }
    }

    /** In the transaction that takes the job in. */
    public void add(UUID job, @Nullable Webhook webhook) {
        if (webhook != null) {
            messages.addWebhook(job, webhook);
        }
    }

    /** In the transaction that stores what is announced. */
    public void announce(UUID job, Announcement announcement) {
        for (Map.Entry<String, WebhookSettings.Target> target :
                settings.targets().entrySet()) {
            if (target.getValue().webhook().events().contains(announcement.event())) {
                add(job, announcement, target.getKey(), null);
            }
        }
        Optional<Webhook> own = messages.webhook(job);
        if (own.isPresent() && own.get().events().contains(announcement.event())) {
            add(job, announcement, null, own.get());
        }
    }

    /** In the transaction that deletes the job: what is still to be delivered is delivered. */
    public void forget(UUID job) {
        messages.deleteEnded(job);
    }

    private void add(UUID job, Announcement announcement, @Nullable String target, @Nullable Webhook own) {
        Instant now = clock.instant();
        UUID id = UUID.randomUUID();
        Message message = new Message(
                id,
                job,
                announcement.event().type(),
                body(id, job, announcement),
                target,
                own == null ? null : own.url(),
                own == null ? null : own.secret(),
                0);
        messages.add(message, now);
        chores.add(TASK, id.toString(), now);
    }

    private String body(UUID id, UUID job, Announcement announcement) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("id", id.toString());
        body.put("type", announcement.event().type());
        body.put("time", announcement.time().toString());
        ObjectNode subject = body.putObject("job");
        subject.put("id", job.toString());
        subject.put("name", messages.jobName(job).orElse(null));
        subject.put("url", "/jobs/" + job);
        body.put("sequence", announcement.sequence());
        body.set("data", MAPPER.readTree(announcement.data()));
        return MAPPER.writeValueAsString(body);
    }
}
