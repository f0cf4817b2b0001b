package dev.tunewright.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        classes = ProblemDetailsTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ProblemDetailsTest {

    private static final int MEBIBYTE = 1 << 20;

    @HttpSlice
    @Import(Things.class)
    static class Application {}

    @RestController
    static class Things {

        @GetMapping(path = "/things/{id}", produces = "application/json")
        String thing(@PathVariable UUID id, @RequestParam(defaultValue = "1") int limit) {
            return "{}";
        }

        @PostMapping(path = "/things", consumes = "application/json")
        String make(@RequestBody byte[] body) {
            StrictJson.read(body);
            return "{}";
        }

        @GetMapping("/required")
        String required(@RequestParam String split) {
            return split;
        }

        @GetMapping("/invalid")
        String invalid() {
            throw new InvalidInputException(List.of(new Violation("a.b", "is bad"), new Violation("c", "is worse")));
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("the secret is 42");
        }

        @GetMapping("/busy")
        String busy() {
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS, "queue_full", "Too many requests", "wait", Duration.ofSeconds(7));
        }
    }

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void unknownRouteIsNotFound() throws Exception {
        JsonNode problem = problem(404, "not_found", get("/nowhere"));
        assertThat(problem.get("detail").stringValue()).contains("GET /nowhere");
        assertThat(problem.get("type").stringValue()).isEqualTo("urn:tunewright:problem:not_found");
        assertThat(problem.get("title").stringValue()).isEqualTo("Not found");
    }

    @Test
    void wrongMethodNamesTheRightOne() throws Exception {
        HttpResponse<String> response = send(request("/things").DELETE());
        JsonNode problem = problem(405, "method_not_allowed", response);
        assertThat(problem.get("detail").stringValue()).contains("DELETE").contains("POST");
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void unacceptableMediaTypeIsStillAnsweredAsAProblem() throws Exception {
        JsonNode problem = problem(
                406,
                "not_acceptable",
                send(request("/things/" + UUID.randomUUID()).header("Accept", "text/csv")));
        assertThat(problem.get("detail").stringValue()).contains("text/csv").contains("application/json");
    }

    @Test
    void wrongContentTypeNamesTheRightOne() throws Exception {
        JsonNode problem = problem(
                415,
                "unsupported_media_type",
                send(request("/things").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x"))));
        assertThat(problem.get("detail").stringValue()).contains("text/plain").contains("application/json");
    }

    @Test
    void jsonCutInHalfNamesLineAndColumn() throws Exception {
        JsonNode problem = problem(400, "malformed_json", post("{\n  \"name\": \"ä\", \"check"));
        assertThat(problem.get("detail").stringValue()).contains("line 2").contains("column 22");
    }

    @Test
    void jsonDeeperThanAnyRequestNeedsIsRefused() throws Exception {
        problem(400, "malformed_json", post("[".repeat(5000)));
    }

    @Test
    void stringLongerThanAnyRequestNeedsIsRefused() throws Exception {
        problem(400, "malformed_json", post("{\"name\": \"" + "x".repeat(300 * 1024) + "\"}"));
    }

    @Test
    void wrongQueryParameterNamesItsValue() throws Exception {
        JsonNode problem = problem(400, "invalid_parameter", get("/things/" + UUID.randomUUID() + "?limit=many"));
        assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("limit");
        assertThat(problem.get("errors").get(0).get("message").stringValue())
                .isEqualTo("must be an integer, was `many`");
    }

    @Test
    void pathThatNamesNothingIsNotFound() throws Exception {
        JsonNode problem = problem(404, "not_found", get("/things/first"));
        assertThat(problem.get("detail").stringValue()).contains("a UUID").contains("first");
    }

    @Test
    void missingParameterIsNamed() throws Exception {
        JsonNode problem = problem(400, "invalid_parameter", get("/required"));
        assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("split");
    }

    @Test
    void invalidInputTellsEveryViolation() throws Exception {
        JsonNode problem = problem(422, "invalid_input", get("/invalid"));
        assertThat(problem.get("errors").toString())
                .isEqualTo("[{\"field\":\"a.b\",\"message\":\"is bad\"},{\"field\":\"c\",\"message\":\"is worse\"}]");
    }

    @Test
    void faultOfTheServiceShowsAnIdAndNoMessage() throws Exception {
        HttpResponse<String> response = get("/broken");
        JsonNode problem = problem(500, "internal_error", response);
        assertThat(response.body()).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(problem.get("detail").stringValue())
                .contains(problem.get("log_id").stringValue());
    }

    @Test
    void refusalMayNameWhenToTryAgain() throws Exception {
        HttpResponse<String> response = get("/busy");
        problem(429, "queue_full", response);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    void illegalRequestLineIsAProblemToo() throws Exception {
        String response = raw("GET /things|x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 0, false);
        assertThat(response)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("bad_request");
    }

    @Test
    void announcedFiftyMegabytesAreRefused() throws Exception {
        String head = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + 50 * MEBIBYTE + "\r\n\r\n";
        assertThat(raw(head, 50, false)).startsWith("HTTP/1.1 413").contains("body_too_large");
    }

    @Test
    void unannouncedFiftyMegabytesAreRefused() throws Exception {
        String head = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";
        assertThat(raw(head, 50, true)).startsWith("HTTP/1.1 413").contains("body_too_large");
    }

    /** Sends all of a body before it reads a byte of the answer, as simple clients do. */
    private String raw(String head, int mebibytes, boolean chunked) throws IOException {
        byte[] piece = " ".repeat(MEBIBYTE).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < mebibytes; i++) {
                out.write(chunked ? "100000\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                out.write(piece);
                out.write(chunked ? "\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
            }
            out.write(chunked ? "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
            return everything(socket.getInputStream());
        }
    }

    private static String everything(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(
                request("/things").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode problem(int status, String code, HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.get("code").stringValue()).isEqualTo(code);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(response.statusCode()).isEqualTo(status);
        return problem;
    }
}
