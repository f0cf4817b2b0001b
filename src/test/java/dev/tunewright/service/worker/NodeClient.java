package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a node over HTTP. */
class NodeClient {

    static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    final String url;

    NodeClient(String url) {
        this.url = url;
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

    /** @param group {@code liveness} or {@code readiness} */
    JsonNode health(String group) {
        return JSON.readTree(send("GET", "/actuator/health/" + group).body());
    }

    /** @param component of readiness, the only one that is down; the node lives all the same */
    void awaitUnready(String component) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(send("GET", "/actuator/health/readiness").statusCode()).isEqualTo(503);
            List<String> down = health("readiness").get("components").properties().stream()
                    .filter(part -> part.getValue().get("status").asString().equals("DOWN"))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(down).containsExactly(component);
        });
        assertThat(send("GET", "/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(health("liveness").get("components").propertyNames()).containsExactly("livenessState");
    }

    void awaitReady() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                send("GET", "/actuator/health/readiness").statusCode())
                        .isEqualTo(200));
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

    /** @return steps of all train rows, as stored */
    List<Integer> allSteps(UUID id) {
        return send("GET", "/jobs/" + id + "/metrics", "Accept", "text/csv")
                .body()
                .lines()
                .skip(1)
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(','))))
                .toList();
    }

    void assertWhole(UUID id, int steps) {
        assertThat(allSteps(id))
                .isEqualTo(IntStream.rangeClosed(1, steps).boxed().toList());
    }

    int step(UUID id) {
        return job(id).at("/progress/step").asInt();
    }

    int attempt(JsonNode job) {
        return job.get("attempt").asInt();
    }

    /** @return what the job's log tells under a code */
    List<String> told(UUID id, String code) {
        return list("/jobs/" + id + "/events", "data").stream()
                .filter(event -> event.at("/data/code").asString("").equals(code))
                .map(event -> event.at("/data/message").asString())
                .toList();
    }
}
