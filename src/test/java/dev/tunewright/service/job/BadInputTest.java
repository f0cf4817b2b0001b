package dev.tunewright.service.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.Tunewright;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every kind of bad input to the whole service: each is answered with field and remedy, and leaves nothing behind. */
@SpringBootTest(classes = Tunewright.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class BadInputTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");
    private static final String GOOD = "sentence1\tsentence2\tlabel\none\tone\t1\ntwo\tthree\t0\n";

    @TempDir
    private static Path home;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("tunewright.home", home::toString);
        registry.add("tunewright.roles", () -> "api");
        registry.add("HF_HUB_OFFLINE", () -> "1");
        registry.add("HF_HUB_CACHE", () -> home.resolve("hub").toString());
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        Path files = Files.createDirectories(home.resolve("files"));
        Files.writeString(files.resolve("good.tsv"), GOOD);
        Files.writeString(files.resolve("empty-text.tsv"), GOOD + "four\t\t1\n");
        Files.writeString(files.resolve("new-label.tsv"), GOOD + "four\tfive\t7\n");
        Files.writeString(home.resolve("secret.tsv"), GOOD);
        Files.createSymbolicLink(files.resolve("link.tsv"), home.resolve("secret.tsv"));
        checkpoint("bert");
        byte[] weights = Files.readAllBytes(GOLDEN.resolve("model.safetensors"));
        Files.write(checkpoint("truncated").resolve("model.safetensors"), Arrays.copyOf(weights, weights.length - 100));
        Path config = checkpoint("other").resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll("\"model_type\": *\"bert\"", "\"model_type\": \"gpt2\"")
                        .replace("BertModel", "GPT2Model"));
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs"))
                .build();
        JsonNode jobs = json(client.send(list, BodyHandlers.ofString()));
        assertThat(jobs.get("data")).isEmpty();
        assertThat(home.resolve("work"))
                .satisfiesAnyOf(
                        work -> assertThat(work).doesNotExist(),
                        work -> assertThat(work).isEmptyDirectory());
    }

    @Test
    void unknownCheckpoint() throws Exception {
        refused("checkpoint", "HF_HUB_OFFLINE", body("no-such-model", "file:good.tsv", "{}"));
        refused("checkpoint", "minilm", body("embedded:nothing", "file:good.tsv", "{}"));
        refused("checkpoint", "not there to read", body("file:nothing", "file:good.tsv", "{}"));
    }

    @Test
    void checkpointOfAnotherArchitecture() throws Exception {
        refused("checkpoint", "gpt2", body("file:other", "file:good.tsv", "{}"));
    }

    @Test
    void truncatedWeights() throws Exception {
        refused("checkpoint", "model.safetensors", body("file:truncated", "file:good.tsv", "{}"));
    }

    @Test
    void fileOutsideTheRoots() throws Exception {
        refused("dataset.files.train", "..", body("file:bert", "file:../secret.tsv", "{}"));
        refused("dataset.files.train", "file roots", body("file:bert", "file:link.tsv", "{}"));
        refused("dataset.files.train", "file roots", body("file:bert", "file:" + home.resolve("secret.tsv"), "{}"));
    }

    @Test
    void missingColumn() throws Exception {
        String body = body("file:bert", "file:good.tsv", "{}").replace("sentence2", "sentence3");
        refused("dataset.text_pair", "sentence3", body);
    }

    @Test
    void emptyTextAndUnknownLabel() throws Exception {
        refused("dataset.files.train", "line 4", body("file:bert", "file:empty-text.tsv", "{}"));
        String body = body("file:bert", "file:good.tsv\", \"validation\": \"file:new-label.tsv", "{}");
        refused("dataset.files.validation", "7", body);
    }

    @Test
    void wrongArgumentsAreToldTogether() throws Exception {
        String arguments = "{\"learning_rate\": -1, \"num_train_epoch\": 3}";
        String body = body("file:bert", "file:good.tsv", arguments);
        refused("hyperparameters.learning_rate", "-1", body);
        refused("hyperparameters.num_train_epoch", "num_train_epochs", body);
    }

    @Test
    void checkpointToGoOnFromThatIsNone() throws Exception {
        String field = "hyperparameters.resume_from_checkpoint";
        refused(field, "/resume", body("file:bert", "file:good.tsv", "{\"resume_from_checkpoint\": true}"));
        refused(field, "/resume", body("file:bert", "file:good.tsv", "{\"resume_from_checkpoint\": \"/etc\"}"));
        refused(field, "optimizer", body("file:bert", "file:good.tsv", "{\"resume_from_checkpoint\": \"file:bert\"}"));
    }

    @Test
    void whatIsRightIsListed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hyperparameters"))
                .build();
        JsonNode list = json(client.send(request, BodyHandlers.ofString()));

        assertThat(list.get("has_more").booleanValue()).isFalse();
        assertThat(list.get("next").isNull()).isTrue();
        JsonNode rate = list.get("data")
                .valueStream()
                .filter(argument -> argument.get("name").stringValue().equals("learning_rate"))
                .findFirst()
                .orElseThrow();
        assertThat(rate.get("type").stringValue()).isEqualTo("number");
        assertThat(rate.get("default").doubleValue()).isEqualTo(5e-5);
        assertThat(rate.get("exclusive_minimum").doubleValue()).isZero();
        assertThat(rate.get("help").stringValue()).isNotBlank();
        assertThat(list.get("refused").valueStream())
                .anySatisfy(argument ->
                        assertThat(argument.get("name").stringValue()).isEqualTo("push_to_hub"));
    }

    @Test
    void jsonCutInHalfAndTooLargeABody() throws Exception {
        HttpResponse<String> cut = post("{\"checkpoint\": \"file:b");
        assertThat(cut.statusCode()).isEqualTo(400);
        assertThat(json(cut).get("detail").stringValue()).contains("line 1, column");
        HttpResponse<String> large = post("{\"name\": \"" + "x".repeat(2 << 20) + "\"}");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(json(large).get("code").stringValue()).isEqualTo("body_too_large");
    }

    private void refused(String field, String reason, String body) throws Exception {
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).get("errors").valueStream()).anySatisfy(error -> {
            assertThat(error.get("field").stringValue()).isEqualTo(field);
            assertThat(error.get("message").stringValue()).contains(reason);
        });
    }

    private HttpResponse<String> post(String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String body(String checkpoint, String train, String arguments) {
        return "{\"checkpoint\": \"" + checkpoint + "\", \"dataset\": {\"files\": {\"train\": \"" + train
                + "\"}, \"text\": \"sentence1\", \"text_pair\": \"sentence2\", \"label\": \"label\"},"
                + " \"hyperparameters\": " + arguments + "}";
    }

    private static Path checkpoint(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("files").resolve(name));
        for (String file :
                new String[] {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(GOLDEN.resolve(file), folder.resolve(file));
        }
        return folder;
    }
}
