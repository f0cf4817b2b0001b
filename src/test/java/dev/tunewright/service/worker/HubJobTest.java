package dev.tunewright.service.worker;

import static dev.tunewright.engine.hub.StandInHub.commit;
import static dev.tunewright.engine.hub.StandInHub.cut;
import static dev.tunewright.engine.hub.StandInHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.engine.hub.StandInHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Jobs that name checkpoints and data sets of the hub, over HTTP, on a service that trains indeed. */
class HubJobTest {

    private static final String TOKEN = "hf_secretOfTheTest";
    private static final byte[] WEIGHTS = golden("model.safetensors");

    @TempDir
    private static Path home;

    private static StandInHub hub;
    private static TestNode node;

    @BeforeAll
    static void startHubAndService() throws IOException {
        hub = new StandInHub();
        node = TestNode.startReal(
                home,
                Map.of(
                        "HF_ENDPOINT",
                        hub.url(),
                        "HF_TOKEN",
                        TOKEN,
                        "HF_HUB_CACHE",
                        home.resolve("hub"),
                        "tunewright.worker.max-attempts",
                        2));
        hub.rename("datasets/pairs", "datasets/org/pairs")
                .small("datasets/org/pairs", "README.md", """
                        ---
                        configs:
                        - config_name: small
                          data_files:
                          - {split: train, path: small/train-*}
                          - {split: validation, path: small/dev.csv}
                        ---
                        """)
                .large("datasets/org/pairs", "small/train-00000-of-00002.csv", rows(0, 12))
                .large("datasets/org/pairs", "small/train-00001-of-00002.csv", rows(12, 20))
                .large("datasets/org/pairs", "small/dev.csv", rows(20, 28));
    }

    @AfterAll
    static void stop() {
        node.close();
        hub.close();
    }

    @Test
    void jobTrainsOnWhatTheHubHas() {
        model("org/tiny").keepFor("models/org/tiny", TOKEN).rename("models/tiny", "models/org/tiny");
        hub.fault("store GET model.safetensors", cut(WEIGHTS, 20_000));
        JsonNode job = post("tiny", "pairs/small");
        assertThat(job.get("checkpoint").asString()).isEqualTo("tiny");
        assertThat(job.get("checkpoint_commit").asString()).isEqualTo(commit(1));
        assertThat(job.get("dataset_commit").asString()).isEqualTo(commit(1));
        UUID id = UUID.fromString(job.get("id").asString());
        node.awaitStatus(id, "succeeded");
        assertThat(node.job(id).at("/progress/step").asInt()).isEqualTo(5);
        List<JsonNode> downloads = downloads(id);
        assertThat(downloads)
                .extracting(event -> event.get("file").asString())
                .contains("small/train-00001-of-00002.csv", "small/dev.csv", "model.safetensors");
        assertThat(downloads)
                .allMatch(event ->
                        event.get("bytes").asLong() == event.get("total_bytes").asLong());
        assertThat(node.get("/jobs/" + id + "/events").toString()).doesNotContain(TOKEN);
        assertThat(hub.requests)
                .filteredOn(request -> request.host().equals("store"))
                .allMatch(request -> request.authorization() == null);

        JsonNode manifest = node.get("/jobs/" + id + "/manifest");
        assertThat(manifest.at("/spec/checkpoint").asString()).isEqualTo("tiny@" + commit(1));
        assertThat(manifest.at("/spec/dataset/name").asString()).isEqualTo("pairs/small@" + commit(1));

        hub.requests.clear();
        assertThat(post("tiny", "pairs/small").get("checkpoint_commit").asString())
                .isEqualTo(commit(1));
        assertThat(hub.requests).as("what is in the cache is not asked for").isEmpty();
    }

    @Test
    void glueByNameTrainsOnTheHubsParquetWithItsLabelsAndMetrics() {
        model("org/glued");
        hub.rename("datasets/glue", "datasets/nyu-mll/glue")
                .large("datasets/nyu-mll/glue", "mrpc/train-00000-of-00001.parquet", resource("/parquet/pairs.parquet"))
                .large(
                        "datasets/nyu-mll/glue",
                        "mrpc/validation-00000-of-00001.parquet",
                        resource("/parquet/pairs-snappy.parquet"))
                .large(
                        "datasets/nyu-mll/glue",
                        "mrpc/test-00000-of-00001.parquet",
                        resource("/parquet/pairs-test.parquet"));
        UUID id = UUID.fromString(post("org/glued", "glue/mrpc").get("id").asString());
        node.awaitStatus(id, "succeeded");
        JsonNode predictions = node.get("/jobs/" + id + "/predictions?split=validation");
        assertThat(predictions.get("rows").asInt()).isEqualTo(4);
        assertThat(predictions.get("metrics").propertyNames()).contains("test_accuracy", "test_f1");
        assertThat(predictions.at("/confusion_matrix/labels").toString())
                .isEqualTo("[\"not_equivalent\",\"equivalent\"]");
        JsonNode unlabelled = node.get("/jobs/" + id + "/predictions?split=test");
        assertThat(unlabelled.get("predictions")).hasSize(4);
        assertThat(unlabelled.get("metrics").propertyNames()).doesNotContain("test_accuracy");
    }

    @Test
    void dryRunReadsRowsButDownloadsNoWeights() {
        model("org/dry");
        HttpResponse<String> answer = node.post("/jobs?dry_run=true", body("org/dry", "org/pairs/small"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode plan = TestNode.JSON.readTree(answer.body());
        assertThat(plan.at("/rows/train").asInt()).isEqualTo(20);
        assertThat(hub.requests).noneMatch(request -> request.path().contains("org/dry@"));
    }

    @Test
    void whatTheHubRefusesIsToldAtOnce() {
        model("org/gated").gate("models/org/gated", "another");
        assertThat(refused("org/gated", "org/pairs/small")).containsKey("checkpoint");
        assertThat(refused("org/gated", "org/pairs/small").get("checkpoint")).contains("accept the terms");
        assertThat(refused("org/misspelt", "org/pairs/large"))
                .containsOnlyKeys("checkpoint", "dataset.name")
                .hasEntrySatisfying("checkpoint", message -> assertThat(message).contains("misspelt", "HF_TOKEN"))
                .hasEntrySatisfying(
                        "dataset.name", message -> assertThat(message).contains("`small`"));
        hub.fault("hub GET busy", status(503), status(503));
        assertThat(refused("org/gated@busy", "org/pairs/small").get("checkpoint"))
                .contains("hub cache", home.toString(), hub.url(), "send it again", "file:<path>");
    }

    @Test
    void descriptionThatCannotBeTrainedIsRefusedBeforeAnyWeights() {
        hub.small("models/org/strange", "config.json", "{\"model_type\": \"llama\"}")
                .small(
                        "models/org/strange",
                        "tokenizer.json",
                        new String(golden("tokenizer.json"), StandardCharsets.UTF_8))
                .large("models/org/strange", "model.safetensors", WEIGHTS);
        assertThat(refused("org/strange", "org/pairs/small").toString()).contains("llama");
        assertThat(hub.requests).noneMatch(request -> request.path().contains("org/strange@"));
    }

    @Test
    void downloadThatFailsIsTriedAgainAndThenFailsTheJob() {
        model("org/corrupt").broken("models/org/corrupt", "model.safetensors", WEIGHTS, new byte[WEIGHTS.length]);
        JsonNode failed = failed(post("org/corrupt", "org/pairs/small"));
        assertThat(failed.at("/error/code").asString()).isEqualTo("hub_corrupt");
        assertThat(failed.at("/error/retryable").asBoolean()).isTrue();
        assertThat(failed.at("/error/message").asString()).contains("model.safetensors", "hash");
        assertThat(failed.get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void repositoryThatIsClosedMeanwhileFailsTheJobAtOnce() {
        model("org/closing");
        hub.fault("hub GET model.safetensors", status(403, "X-Error-Code", "GatedRepo"));
        JsonNode failed = failed(post("org/closing", "org/pairs/small"));
        assertThat(failed.at("/error/code").asString()).isEqualTo("hub_gated");
        assertThat(failed.at("/error/retryable").asBoolean()).isFalse();
        assertThat(failed.get("attempt").asInt()).isEqualTo(1);
    }

    private static JsonNode failed(JsonNode job) {
        UUID id = UUID.fromString(job.get("id").asString());
        node.awaitStatus(id, "failed");
        return node.job(id);
    }

    @Test
    void cancelEndsADownloadThatHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        byte[] other = WEIGHTS.clone();
        other[other.length - 1]++;
        model("org/hanging");
        hub.large("models/org/hanging", "model.safetensors", other);
        hub.fault("store GET model.safetensors", exchange -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other, 0, 1000);
            exchange.getResponseBody().flush();
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        UUID id =
                UUID.fromString(post("org/hanging", "org/pairs/small").get("id").asString());
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.send("POST", "/jobs/" + id + "/cancel").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(10)).until(() -> node.status(id).equals("cancelled"));
        end.countDown();
    }

    private static StandInHub model(String name) {
        for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            hub.small("models/" + name, file, new String(golden(file), StandardCharsets.UTF_8));
        }
        return hub.large("models/" + name, "model.safetensors", WEIGHTS);
    }

    private static byte[] golden(String file) {
        return resource("/golden/bert/" + file);
    }

    private static byte[] resource(String path) {
        try (InputStream in = HubJobTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] rows(int from, int to) {
        StringBuilder rows = new StringBuilder("sentence1,sentence2,label\n");
        for (int i = from; i < to; i++) {
            rows.append("the number ")
                    .append(i)
                    .append(",number ")
                    .append(i)
                    .append(",")
                    .append(i % 2)
                    .append('\n');
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String body(String checkpoint, String dataset) {
        return """
                {"checkpoint": "%s", "dataset": {"name": "%s"},
                 "hyperparameters": {"num_train_epochs": 1, "per_device_train_batch_size": 4, "save_strategy": "no"}}
                """.formatted(checkpoint, dataset);
    }

    private static JsonNode post(String checkpoint, String dataset) {
        HttpResponse<String> answer = node.post("/jobs", body(checkpoint, dataset));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestNode.JSON.readTree(answer.body());
    }

    private static Map<String, String> refused(String checkpoint, String dataset) {
        HttpResponse<String> answer = node.post("/jobs", body(checkpoint, dataset));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).doesNotContain(TOKEN);
        Map<String, String> messages = new LinkedHashMap<>();
        TestNode.JSON
                .readTree(answer.body())
                .get("errors")
                .forEach(error -> messages.put(
                        error.get("field").asString(), error.get("message").asString()));
        return messages;
    }

    private static List<JsonNode> downloads(UUID id) {
        return node.list("/jobs/" + id + "/events", "data").stream()
                .map(event -> event.has("data") ? event.get("data") : event)
                .filter(event -> event.path("code").asString("").equals("download"))
                .toList();
    }
}
