package dev.tunewright.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TunewrightClientTest {

    private static final List<String> EVENTS =
            List.of("{\"status\":\"queued\"}", "{\"status\":\"running\"}", "{\"status\":\"succeeded\"}");

    private static final UUID JOB = UUID.randomUUID();

    private final List<String> asked = new ArrayList<>();
    private final List<String> lastEventIds = new ArrayList<>();
    private HttpServer server;
    private TunewrightClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jobs/" + JOB + "/events", this::twoEventsAConnection);
        server.createContext("/jobs/" + JOB, exchange -> answer(exchange, 200, """
                        {"id": "%s", "name": "first", "status": "succeeded", "error": null, "more": 1,
                         "progress": {"step": 3, "max_steps": 3, "epoch": 1.0, "eta": null}}""".formatted(JOB)));
        server.createContext("/predict", this::predict);
        server.createContext("/jobs", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            answer(exchange, 429, "{\"code\":\"rate_limited\",\"detail\":\"too fast\"}");
        });
        server.start();
        client = TunewrightClient.at("http://127.0.0.1:" + server.getAddress().getPort(), "a-key");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void brokenStreamGoesOnAfterItsLastEvent() throws Exception {
        List<String> seen = new ArrayList<>();
        Job ended = client.follow(
                JOB, (type, data) -> seen.add(type + " " + data.get("status").stringValue()));
        assertThat(seen).containsExactly("status queued", "status running", "status succeeded");
        assertThat(lastEventIds).containsExactly("none", "2");
        assertThat(ended.hasSucceeded()).isTrue();
        assertThat(ended.progress().maxSteps()).isEqualTo(3);
    }

    @Test
    void refusalIsToldAsTheServiceDoes() {
        assertThatExceptionOfType(TunewrightException.class)
                .isThrownBy(() -> client.submit(NewJob.of("bert", Map.of("name", "glue/mrpc"))))
                .withMessageContaining("429")
                .withMessageContaining("too fast")
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo("rate_limited");
                    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                });
    }

    @Test
    void inputsAreAskedAsTheContractHasThem() {
        List<Prediction> answers = client.predict("first", List.of(Input.pair("a", "b"), Input.pair("c", "d")));
        assertThat(asked).containsExactly("Bearer a-key {inputs=[[a, b], [c, d]], model=first}");
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).label()).isEqualTo("yes");
        assertThat(answers.get(0).logits()).containsExactly(-1.5, 2.0);
    }

    private void predict(HttpExchange exchange) throws IOException {
        Object body = JsonMapper.shared().readValue(exchange.getRequestBody().readAllBytes(), TreeMap.class);
        asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        answer(exchange, 200, """
                {"model": {}, "predictions": [{"logits": [-1.5, 2.0], "scores": [0.1, 0.9], "argmax": 1, "label": "yes",
                 "tokens": 5, "truncated": false}]}""");
    }

    private void twoEventsAConnection(HttpExchange exchange) throws IOException {
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastEventIds.add(last == null ? "none" : last);
        int from = last == null ? 0 : Integer.parseInt(last);
        StringBuilder text = new StringBuilder(": alive\n\n");
        for (int i = from; i < Math.min(from + 2, EVENTS.size()); i++) {
            text.append("id: " + (i + 1) + "\nevent: status\ndata: " + EVENTS.get(i) + "\n\n");
        }
        answer(exchange, 200, text.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
