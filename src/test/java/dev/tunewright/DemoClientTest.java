package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoClientTest {

    private static final List<String> EVENTS =
            List.of("{\"status\":\"queued\"}", "{\"status\":\"running\"}", "{\"status\":\"succeeded\"}");

    private final List<String> lastEventIds = new ArrayList<>();
    private HttpServer server;
    private DemoClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/events", this::twoEventsAConnection);
        server.createContext("/refused", exchange -> answer(exchange, 422, "{\"code\":\"invalid_input\"}"));
        server.start();
        client = new DemoClient("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void brokenStreamGoesOnAfterItsLastEvent() throws Exception {
        List<String> seen = new ArrayList<>();
        client.follow(
                "/events",
                (type, data) -> seen.add(type + " " + data.get("status").stringValue()));
        assertThat(seen).containsExactly("status queued", "status running", "status succeeded");
        assertThat(lastEventIds).containsExactly("none", "2");
    }

    @Test
    void refusalIsToldWithItsBody() {
        assertThatIOException()
                .isThrownBy(() -> client.post("/refused", Map.of("a", 1)))
                .withMessageContaining("422")
                .withMessageContaining("invalid_input");
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
