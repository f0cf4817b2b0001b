package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.webhook.HookReceiver;
import dev.tunewright.service.webhook.Outbox;
import dev.tunewright.service.webhook.Webhook;
import dev.tunewright.service.webhook.WebhookEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What holds of webhooks on every database. */
interface HookContract {

    String SECRET = "a-secret-that-nobody-sees";

    TestNode node();

    @Test
    default void endAndEvaluationsOfAPostedJobAreTold() {
        try (HookReceiver receiver = new HookReceiver()) {
            HttpResponse<String> posted = node().post("/jobs", job(receiver.url("/posted?token=" + SECRET)));
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
            UUID id = UUID.fromString(
                    TestNode.JSON.readTree(posted.body()).get("id").asString());
            node().awaitStatus(id, "succeeded");
            await().untilAsserted(() -> assertThat(types(receiver, "/posted"))
                    .containsExactlyInAnyOrder("job.evaluated", "job.evaluated", "job.succeeded"));
            HookReceiver.Received last = receiver.at("/posted").stream()
                    .filter(message -> message.header("X-tunewright-event").equals("job.succeeded"))
                    .findFirst()
                    .orElseThrow();
            JsonNode body = TestNode.JSON.readTree(last.body());
            assertThat(body.at("/job/id").asString()).isEqualTo(id.toString());
            assertThat(body.at("/data/status").asString()).isEqualTo("succeeded");
            assertThat(body.get("id").asString()).isEqualTo(last.header("X-tunewright-id"));
            assertThat(last.header("X-tunewright-signature")).startsWith("t=").contains(",v1=");
            await().untilAsserted(() -> assertThat(node().list("/jobs/" + id + "/webhooks", "data"))
                    .hasSize(3)
                    .allMatch(message -> message.get("delivered").asBoolean()));
            for (String path : List.of("", "/webhooks", "/events", "/log", "/report")) {
                assertThat(node().send("GET", "/jobs/" + id + path).body()).doesNotContain(SECRET);
            }
            assertThat(node().send("GET", "/jobs").body()).doesNotContain(SECRET);
        }
    }

    @Test
    default void dryRunChecksTheWebhookAndDoesNotShowIt() {
        HttpResponse<String> dry = node().post("/jobs?dry_run=true", job(URI.create("http://127.0.0.1:1/" + SECRET)));
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        assertThat(dry.body()).doesNotContain(SECRET);
        HttpResponse<String> refused =
                node().post("/jobs?dry_run=true", job(URI.create("http://169.254.169.254/latest")));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("webhook.url", "allowed-networks");
        HttpResponse<String> wrong = node().post("/jobs", """
                {"checkpoint": "embedded:minilm", "dataset": {"name": "embedded:paraphrase"},
                 "webhook": {"url": "ftp://x", "events": ["ended"], "secret": "short", "urls": 1}}""");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("webhook.url", "webhook.events[0]", "webhook.secret");
    }

    @Test
    default void receiverThatFailsIsToldAgainAndOneThatIsGoneIsNot() throws IOException {
        try (HookReceiver receiver = new HookReceiver()) {
            receiver.next("/fails", HookReceiver.status(500));
            receiver.next("/fails", exchange -> Thread.sleep(3000));
            receiver.next("/fails", HookReceiver.status(302));
            UUID failing = told(receiver.url("/fails"), Set.of(WebhookEvent.SUCCEEDED));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode message = only(failing);
                assertThat(message.get("delivered").asBoolean()).isTrue();
                assertThat(message.get("attempts").asInt()).isEqualTo(4);
            });
            assertThat(receiver.at("/fails"))
                    .extracting(message -> message.header("X-tunewright-id"))
                    .hasSize(4)
                    .containsOnly(only(failing).get("id").asString());

            receiver.next("/gone", HookReceiver.status(410));
            UUID gone = told(receiver.url("/gone"), Set.of(WebhookEvent.SUCCEEDED));
            await().untilAsserted(() ->
                    assertThat(only(gone).get("ended_at").isNull()).isFalse());
            assertThat(only(gone).get("delivered").asBoolean()).isFalse();
            assertThat(only(gone).get("outcome").asString()).isEqualTo("answered 410");
            assertThat(receiver.at("/gone")).hasSize(1);
        }
    }

    @Test
    default void changeThatIsRolledBackTellsNobody() throws IOException {
        UUID id = node().submit(Map.of("steps", 1));
        node().awaitStatus(id, "succeeded");
        Outbox outbox = node().context.getBean(Outbox.class);
        node().context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
            outbox.add(id, new Webhook(URI.create("http://127.0.0.1:1/"), Set.of(WebhookEvent.FAILED), null));
            outbox.announce(
                    id,
                    new dev.tunewright.service.webhook.Announcement(
                            WebhookEvent.FAILED, 9, "{}", java.time.Instant.now()));
            status.setRollbackOnly();
        });
        assertThat(node().list("/jobs/" + id + "/webhooks", "data")).isEmpty();
    }

    private UUID told(URI url, Set<WebhookEvent> events) throws IOException {
        Path gate = Files.createTempDirectory("hook").resolve("open");
        UUID id = node().submit(Map.of("steps", 20, "wait_for", gate.toString()));
        node().context.getBean(Outbox.class).add(id, new Webhook(url, events, SECRET));
        Files.createFile(gate);
        node().awaitStatus(id, "succeeded");
        return id;
    }

    private JsonNode only(UUID job) {
        List<JsonNode> messages = node().list("/jobs/" + job + "/webhooks", "data");
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static List<String> types(HookReceiver receiver, String path) {
        return receiver.at(path).stream()
                .map(message -> message.header("X-tunewright-event"))
                .toList();
    }

    private static String job(URI url) {
        return """
                {"checkpoint": "embedded:minilm", "dataset": {"name": "embedded:paraphrase", "max_train_samples": 40},
                 "webhook": {"url": "%s", "secret": "%s"}}""".formatted(url, SECRET);
    }
}
