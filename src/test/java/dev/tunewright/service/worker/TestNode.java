package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.Tunewright;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.DatasetReference;
import dev.tunewright.service.job.HubPins;
import dev.tunewright.service.job.JobSpec;
import dev.tunewright.service.job.JobSpecResolver;
import dev.tunewright.service.job.JobSubmission;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole service and a client of it. */
final class TestNode implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();
    private static final Preflight.Plan PLAN = new Preflight.Plan(
            Map.of("num_train_epochs", 1),
            20,
            new Labels(Labels.ProblemType.SINGLE_LABEL_CLASSIFICATION, 2, List.of("no", "yes")),
            Map.of("train", 160));

    /** Ages that no test lives to see, unless it looks ahead. */
    private static final Map<String, Object> HOUSEWORK = Map.of(
            "tunewright.webhooks.allowed-networks", "127.0.0.0/8",
            "tunewright.webhooks.first-delay", "50ms",
            "tunewright.webhooks.timeout", "1s",
            "tunewright.chores.poll-interval", "200ms",
            "tunewright.retention.checkpoint-age", "30d",
            "tunewright.retention.checkpoint-count", 3,
            "tunewright.retention.step-age", "60d",
            "tunewright.retention.step-count", 40,
            "tunewright.retention.idempotency-key-age", "90d",
            "tunewright.retention.dataset-age", "120d");

    private final HttpClient client = HttpClient.newHttpClient();
    final ConfigurableApplicationContext context;
    final String url;

    private TestNode(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** @return a service whose trainer is a fake */
    static TestNode start(Map<String, Object> database, Path home, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(database);
        properties.putAll(more);
        return start(home, properties, Tunewright.class, Fakes.class);
    }

    /** @return the service as it is, on a database below its home */
    static TestNode startReal(Path home, Map<String, Object> more) {
        return start(home, more, Tunewright.class);
    }

    private static TestNode start(Path home, Map<String, Object> more, Class<?>... sources) {
        Map<String, Object> properties = new HashMap<>(HOUSEWORK);
        properties.putAll(Map.of(
                "server.port", 0,
                "tunewright.home", home.toString(),
                "tunewright.worker.devices", "cpu,cpu",
                "tunewright.worker.poll-interval", "200ms",
                "tunewright.worker.heartbeat-interval", "500ms",
                "tunewright.worker.missed-heartbeats", 4,
                "tunewright.worker.stop-grace", "3s",
                "tunewright.datasets.max-upload-size", "500KB",
                "spring.main.banner-mode", "off",
                "logging.level.root", "warn"));
        properties.putAll(more);
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new TestNode(new SpringApplicationBuilder(sources).run(arguments));
    }

    UUID submit(Map<String, Object> behaviour) {
        return submit("job", behaviour, 0);
    }

    UUID submit(String name, Map<String, Object> behaviour, int priority) {
        return context.getBean(JobSubmission.class)
                .submit(spec(name, behaviour, priority), PLAN)
                .id();
    }

    JobSubmission.Submitted submit(String key, String hash) {
        return context.getBean(JobSubmission.class).submit(spec("keyed", Map.of(), 0), PLAN, key, hash);
    }

    private static JobSpec spec(String name, Map<String, Object> behaviour, int priority) {
        DatasetReference dataset = new DatasetReference(
                "glue/mrpc", null, null, null, null, null, null, null, null, null, null, null, null, null);
        return new JobSpec(
                name, "bert-base-uncased", dataset, behaviour, Map.of(), 2, List.of(), Map.of("team", name), priority);
    }

    /** @return the first attempt at a job */
    static Attempt attempt(UUID id) {
        return new Attempt(id, 1, spec("job", Map.of(), 0), HubPins.NONE);
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    JsonNode job(UUID id) {
        return get("/jobs/" + id);
    }

    String status(UUID id) {
        return job(id).get("status").asString();
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        return send(method, path, HttpResponse.BodyHandlers.ofString(), headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return exchange(request, HttpResponse.BodyHandlers.ofString(), headers);
    }

    HttpResponse<String> upload(byte[] multipart, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/datasets"))
                .header("Content-Type", Multipart.CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(multipart));
        return exchange(request, HttpResponse.BodyHandlers.ofString(), headers);
    }

    <T> HttpResponse<T> send(String method, String path, HttpResponse.BodyHandler<T> handler, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).method(method, HttpRequest.BodyPublishers.noBody());
        return exchange(request, handler, headers);
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), handler);
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> follow(UUID id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/jobs/" + id + "/events"))
                .header("Accept", "text/event-stream")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    void awaitStatus(UUID id, String status) {
        awaitStatus(id, status, Duration.ofSeconds(30));
    }

    void awaitStatus(UUID id, String status, Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(status(id))
                        .as(() -> job(id).toPrettyString())
                        .isEqualTo(status));
    }

    List<JsonNode> list(String path, String field) {
        return get(path).get(field).valueStream().toList();
    }

    @Override
    public void close() {
        context.close();
    }

    /** In place of training, checkpoints and data. */
    @TestConfiguration
    static class Fakes {

        @Bean
        @Primary
        TrainerCommand fakeTrainer() {
            return () -> List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FakeTrainer.class.getName());
        }

        @Bean
        @Primary
        JobSpecResolver fakeResolver() {
            return (spec, pins, listener) -> new TrainTask(
                    Path.of("/checkpoint"),
                    DatasetSpec.ofFiles(Map.of("train", List.of(Path.of("/train.tsv")))),
                    spec.hyperparameters(),
                    spec.config(),
                    spec.numLabels(),
                    spec.metrics());
        }
    }
}
