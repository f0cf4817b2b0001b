package dev.tunewright.service.webhook;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The messages of all jobs, and whom jobs want to be told. */
@Repository
class MessageRepository {

    private final JdbcClient jdbc;

    MessageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void addWebhook(UUID job, Webhook webhook) {
        jdbc.sql("insert into job_webhook (job_id, url, events, secret) values (:job, :url, :events, :secret)")
                .param("job", job)
                .param("url", webhook.url().toString())
                .param(
                        "events",
                        webhook.events().stream().map(WebhookEvent::wire).collect(Collectors.joining(",")))
                .param("secret", webhook.secret())
                .update();
    }

    Optional<Webhook> webhook(UUID job) {
        return jdbc.sql("select url, events, secret from job_webhook where job_id = :job")
                .param("job", job)
                .query((row, number) -> new Webhook(
                        URI.create(row.getString("url")), events(row.getString("events")), row.getString("secret")))
                .optional();
    }

    Optional<String> jobName(UUID job) {
        return jdbc.sql("select name from job where id = :job")
                .param("job", job)
                .query(String.class)
                .optional();
    }

    void add(Message message, Instant now) {
        jdbc.sql("insert into webhook_message (id, job_id, type, body, target, url, secret, attempts, created_at)"
                        + " values (:id, :job, :type, :body, :target, :url, :secret, 0, :now)")
                .param("id", message.id())
                .param("job", message.job())
                .param("type", message.type())
                .param("body", message.body())
                .param("target", message.target())
                .param("url", message.url() == null ? null : message.url().toString())
                .param("secret", message.secret())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** @return empty if it was delivered or given up */
    Optional<Message> due(UUID id) {
        return jdbc.sql("select id, job_id, type, body, target, url, secret, attempts from webhook_message"
                        + " where id = :id and ended_at is null")
                .param("id", id)
                .query(MessageRepository::message)
                .optional();
    }

    void failed(UUID id, String outcome, Instant next) {
        jdbc.sql(
                        "update webhook_message set attempts = attempts + 1, outcome = :outcome, next_at = :next where id = :id")
                .param("outcome", outcome)
                .param("next", next.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** Its secret is of no use any more; of a job that is gone, neither is the message. */
    void ended(UUID id, boolean delivered, String outcome, Instant now) {
        jdbc.sql("update webhook_message set attempts = attempts + 1, delivered = :delivered, outcome = :outcome,"
                        + " ended_at = :now, next_at = null, secret = null where id = :id")
                .param("delivered", delivered)
                .param("outcome", outcome)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
        jdbc.sql("delete from webhook_message where id = :id and not exists"
                        + " (select 1 from job j where j.id = webhook_message.job_id)")
                .param("id", id)
                .update();
    }

    void deleteEnded(UUID job) {
        jdbc.sql("delete from webhook_message where job_id = :job and ended_at is not null")
                .param("job", job)
                .update();
    }

    /** @return how many were removed */
    int deleteEndedBefore(Instant before) {
        return jdbc.sql("delete from webhook_message where ended_at < :before")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .update();
    }

    List<MessageView> ofJob(UUID job) {
        return jdbc.sql("select id, type, target, url, attempts, delivered, outcome, created_at, ended_at, next_at"
                        + " from webhook_message where job_id = :job order by created_at, id")
                .param("job", job)
                .query((row, number) -> new MessageView(
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        row.getString("target") != null
                                ? row.getString("target")
                                : Webhook.masked(URI.create(row.getString("url"))),
                        row.getInt("attempts"),
                        row.getBoolean("delivered"),
                        row.getString("outcome"),
                        instant(row, "created_at"),
                        instant(row, "ended_at"),
                        instant(row, "next_at")))
                .list();
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        String url = row.getString("url");
        return new Message(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getString("type"),
                row.getString("body"),
                row.getString("target"),
                url == null ? null : URI.create(url),
                row.getString("secret"),
                row.getInt("attempts"));
    }

    private static Set<WebhookEvent> events(String wires) {
        return Arrays.stream(wires.split(","))
                .flatMap(wire -> WebhookEvent.ofWire(wire).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
