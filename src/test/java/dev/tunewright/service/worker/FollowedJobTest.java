package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A job that was posted to a service in a process of its own, followed in its logs and traces. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowedJobTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    /** Its receiver refuses connections, so that the webhook has something to say. */
    private static final String JOB = """
            {"name": "followed", "checkpoint": "file:bert", "dataset": {"files": {"train": "file:train.tsv"}, "quoting": "none"},
             "tags": {"steps": "30", "checkpoint_every": "10", "garbage_at": "5"}, "webhook": {"url": "http://127.0.0.1:9/hook"}}""";

    @TempDir
    static Path home;

    private static SpanReceiver receiver;
    private static NodeProcess node;
    private static UUID id;

    @BeforeAll
    static void runAJob() throws IOException {
        receiver = new SpanReceiver();
        Path files = Files.createDirectories(home.resolve("files"));
        Files.writeString(files.resolve("train.tsv"), "sentence\tlabel\n" + "one text\tno\nanother\tyes\n".repeat(8));
        FileSystemUtils.copyRecursively(Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert"));
        Map<String, Object> properties = new HashMap<>(Map.of(
                "logging.structured.format.console", "ecs",
                "logging.level.dev.tunewright", "info",
                "logging.level.audit", "info",
                "management.tracing.export.enabled", true,
                "management.opentelemetry.tracing.export.otlp.endpoint", receiver.url(),
                "management.opentelemetry.tracing.export.schedule-delay", "200ms"));
        node = NodeProcess.start(home, "followed", NodeProcess.QUICK_START, properties, Map.of())
                .ready();
        HttpResponse<String> posted = node.post("/jobs", JOB, "traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        id = UUID.fromString(NodeClient.JSON.readTree(posted.body()).get("id").asString());
        node.awaitStatus(id, "succeeded", LIMIT);
    }

    @AfterAll
    static void stop() {
        node.close();
        receiver.close();
    }

    @Test
    void oneTraceLeadsFromTheRequestToTheTrainersPhases() {
        await().atMost(LIMIT).until(() -> !receiver.named("attempt").isEmpty());
        Map<String, Long> times = receiver.spans.stream()
                .filter(span -> span.trace().equals(TRACE))
                .collect(Collectors.groupingBy(SpanReceiver.Span::name, Collectors.counting()));
        assertThat(times)
                .containsEntry("queue", 1L)
                .containsEntry("attempt", 1L)
                .containsEntry("download", 1L)
                .containsEntry("start", 1L)
                .containsEntry("train", 1L)
                .containsEntry("evaluate", 3L)
                .containsEntry("checkpoint", 3L)
                .containsEntry("predictions", 1L)
                .containsEntry("store", 1L);
        SpanReceiver.Span request = receiver.spans.stream()
                .filter(span -> span.parent().equals("b7ad6b7169203331"))
                .findFirst()
                .orElseThrow();
        assertThat(request.name()).isEqualTo("http post /jobs");
        SpanReceiver.Span attempt = receiver.named("attempt").get(0);
        assertThat(attempt.parent()).isEqualTo(request.id());
        assertThat(receiver.named("train").get(0).parent()).isEqualTo(attempt.id());
        assertThat(receiver.named("train").get(0).duration()).isBetween(Duration.ofMillis(1), attempt.duration());
        assertThat(receiver.named("queue").get(0).endNanos()).isLessThanOrEqualTo(attempt.endNanos());
    }

    @Test
    void everyLineOfAnAttemptNamesItOnWhateverThread() {
        assertThat(lines("attempt 1 of job")).singleElement().satisfies(line -> assertNamed(line));
        assertThat(lines("not an event, from trainer-"))
                .hasSize(2)
                .allSatisfy(line -> assertNamed(line))
                .allSatisfy(line ->
                        assertThat(line.at("/process/thread/name").asString()).isEqualTo("trainer-" + id));
        assertThat(lines("webhook Message["))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.get("job_id").asString()).isEqualTo(id.toString()));
    }

    @Test
    void linesOfARequestNameItsJobAlone() {
        assertThat(node.send("POST", "/jobs/" + id + "/resume").statusCode()).isEqualTo(409);
        assertThat(node.send("DELETE", "/datasets/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
        await().atMost(LIMIT).until(() -> audit("DELETE").size() == 1);
        assertThat(audit("DELETE"))
                .allSatisfy(line -> assertThat(line.has("job_id")).isFalse());
        assertThat(audit("POST"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.get("job_id").asString()).isEqualTo(id.toString()));
        assertThat(audit("POST").get(0).get("traceId").asString()).isEqualTo(TRACE);
    }

    private static void assertNamed(JsonNode line) {
        assertThat(line.get("job_id").asString()).isEqualTo(id.toString());
        assertThat(line.get("attempt").asString()).isEqualTo("1");
        assertThat(line.get("traceId").asString()).isEqualTo(TRACE);
    }

    private static List<JsonNode> audit(String method) {
        return lines("{\"who\":").stream()
                .filter(line -> line.get("message").asString().contains("\"method\":\"" + method + "\""))
                .toList();
    }

    private static List<JsonNode> lines(String message) {
        try {
            return Files.readAllLines(home.resolve("followed.log")).stream()
                    .filter(line -> line.startsWith("{"))
                    .map(FollowedJobTest::parsed)
                    .filter(line -> line.get("message").asString().startsWith(message))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parsed(String line) {
        try {
            return NodeClient.JSON.readTree(line);
        } catch (JacksonException halfWritten) {
            return NodeClient.JSON.readTree("{\"message\":\"\"}");
        }
    }
}
