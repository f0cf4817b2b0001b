package dev.tunewright;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo's side of HTTP: what any client of the service does. */
final class DemoClient {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    DemoClient(String address) {
        this.address = address;
    }

    String address() {
        return address;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(TIMEOUT));
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return send(request(path)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))));
    }

    /**
     * Hands each event to the reader until the job has ended; goes on after the last one where the connection broke.
     *
     * @param reader gets the event's type and data
     */
    void follow(String path, BiConsumer<String, JsonNode> reader) throws IOException, InterruptedException {
        EventStream events = new EventStream(reader);
        while (!events.ended) {
            HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
            if (!events.lastId.isEmpty()) {
                request.header("Last-Event-ID", events.lastId);
            }
            HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new IOException("GET " + path + ": status " + response.statusCode());
            }
            try (Stream<String> lines = response.body()) {
                for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                    events.line(each.next());
                }
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode body = MAPPER.readTree(response.body());
        if (response.statusCode() >= 300) {
            throw new IOException(
                    request.method() + " " + request.uri() + ": status " + response.statusCode() + ": " + body);
        }
        return body;
    }

    /** Puts the lines of server-sent events together. */
    private static final class EventStream {

        private final BiConsumer<String, JsonNode> reader;
        private String lastId = "";
        private String type = "";
        private String data = "";
        private boolean ended;

        EventStream(BiConsumer<String, JsonNode> reader) {
            this.reader = reader;
        }

        void line(String line) {
            if (line.startsWith("id:")) {
                lastId = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                type = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data += line.substring(5).strip();
            } else if (line.isEmpty() && !data.isEmpty()) {
                dispatch();
            }
        }

        private void dispatch() {
            JsonNode event = MAPPER.readTree(data);
            reader.accept(type, event);
            ended = type.equals("status") && isTerminal(event.path("status").asString());
            data = "";
        }

        private static boolean isTerminal(String status) {
            return status.equals("succeeded") || status.equals("failed") || status.equals("cancelled");
        }
    }
}
