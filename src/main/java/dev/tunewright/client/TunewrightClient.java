package dev.tunewright.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import org.springframework.web.client.RestClient.RequestHeadersSpec.ConvertibleClientHttpResponse;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Submits jobs, follows them and asks their models. Every method throws {@link TunewrightException} where the service refuses, and
 * Spring's {@code ResourceAccessException} where it cannot be reached. Safe for use by several threads.
 */
public final class TunewrightClient {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final String address;
    private final RestClient calls;
    private final RestClient streams;

    private TunewrightClient(String address, @Nullable String key) {
        this.address = address;
        HttpClient http = HttpClient.newHttpClient(); // It follows no redirects, which would show the key to others.
        JdkClientHttpRequestFactory patient = new JdkClientHttpRequestFactory(http);
        JdkClientHttpRequestFactory limited = new JdkClientHttpRequestFactory(http);
        limited.setReadTimeout(TIMEOUT);
        this.calls = client(limited, key);
        this.streams = client(patient, key);
    }

    /** @param address such as {@code http://127.0.0.1:8080} */
    public static TunewrightClient at(String address) {
        return new TunewrightClient(address, null);
    }

    /** @param key of the service, or a token of its issuer */
    public static TunewrightClient at(String address, String key) {
        return new TunewrightClient(address, key);
    }

    public String address() {
        return address;
    }

    /** @return the job as it was taken */
    public Job submit(NewJob job) {
        return post("/jobs", job.fields(), Job.class);
    }

    public Job job(UUID id) {
        return read(calls.get().uri(uri("/jobs/" + id)), Job.class);
    }

    /**
     * Hands each event to the reader until the job has ended, those of before this call included; goes on after the last one where the
     * connection broke.
     *
     * @param reader gets the event's type, such as {@code train} or {@code eval}, and its data
     * @return the job as it ended
     */
    public Job follow(UUID id, BiConsumer<String, JsonNode> reader) {
        JobEvents events = new JobEvents(reader);
        while (!events.ended()) {
            events.reconnected();
            streams.get()
                    .uri(uri("/jobs/" + id + "/events"))
                    .accept(MediaType.TEXT_EVENT_STREAM)
                    .headers(headers -> {
                        if (!events.lastId().isEmpty()) {
                            headers.set("Last-Event-ID", events.lastId());
                        }
                    })
                    .exchangeForRequiredValue((request, response) -> {
                        refuse(request.getMethod(), request.getURI(), response);
                        return read(response, events);
                    });
        }
        return job(id);
    }

    /**
     * @param model a job's id, an alias, or a job's name
     * @return a prediction for each input, in their order
     */
    public List<Prediction> predict(String model, List<Input> inputs) {
        List<Object> rows = inputs.stream().map(Input::json).toList();
        return post("/predict", Map.of("model", model, "inputs", rows), Predictions.class)
                .predictions();
    }

    /** Points an alias at a job's output. */
    public void alias(String alias, UUID job) {
        String path = "/models/" + UriUtils.encodePathSegment(alias, StandardCharsets.UTF_8);
        read(
                calls.put()
                        .uri(uri(path))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json(Map.of("job_id", job))),
                JsonNode.class);
    }

    /** @return anything else that the contract answers as JSON */
    public JsonNode get(String path) {
        return read(calls.get().uri(uri(path)), JsonNode.class);
    }

    private record Predictions(List<Prediction> predictions) {}

    private static RestClient client(JdkClientHttpRequestFactory requests, @Nullable String key) {
        RestClient.Builder builder = RestClient.builder().requestFactory(requests);
        return key == null
                ? builder.build()
                : builder.defaultHeaders(headers -> headers.setBearerAuth(key)).build();
    }

    private URI uri(String path) {
        return URI.create(address + path);
    }

    private static byte[] json(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    private <T> T post(String path, Object body, Class<T> type) {
        return read(
                calls.post()
                        .uri(uri(path))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json(body)),
                type);
    }

    private static <T> T read(RequestHeadersSpec<?> request, Class<T> type) {
        return request.exchangeForRequiredValue((sent, response) -> {
            refuse(sent.getMethod(), sent.getURI(), response);
            return JSON.readValue(response.getBody().readAllBytes(), type);
        });
    }

    private static boolean read(ConvertibleClientHttpResponse response, JobEvents events) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.line(line);
            }
            return true;
        } catch (IOException broken) {
            return false; // The next connection goes on from here, or cannot be made.
        }
    }

    private static void refuse(HttpMethod method, URI address, ConvertibleClientHttpResponse response)
            throws IOException {
        if (!response.getStatusCode().is2xxSuccessful()) {
            throw TunewrightException.of(
                    method + " " + address,
                    response.getStatusCode().value(),
                    response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER),
                    response.getBody().readAllBytes());
        }
    }
}
