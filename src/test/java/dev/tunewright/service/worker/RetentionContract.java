package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.retention.RetentionRule;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** What holds of retention on every database; the node's settings are {@link TestNode}'s. */
interface RetentionContract {

    TestNode node();

    @Test
    default void checkpointsOfEndedJobsGoByCountAndThenByAge() throws IOException {
        UUID running = node().submit(Map.of("steps", 400, "delay_ms", 20, "checkpoint_every", 2));
        UUID id = ended(Map.of("steps", 50, "checkpoint_every", 10));
        apply("checkpoints", Duration.ZERO);
        assertThat(node().list("/jobs/" + id + "/checkpoints", "data"))
                .extracting(checkpoint -> checkpoint.get("step").asInt())
                .containsExactly(30, 40, 50);
        assertThat(store().list("jobs/" + id + "/1"))
                .contains("model", "checkpoint-30")
                .doesNotContain("checkpoint-20");
        apply("checkpoints", Duration.ofDays(29));
        assertThat(node().list("/jobs/" + id + "/checkpoints", "data")).hasSize(3);
        assertThat(apply("checkpoints", Duration.ofDays(31))).isGreaterThanOrEqualTo(3);
        assertThat(node().list("/jobs/" + id + "/checkpoints", "data")).isEmpty();
        assertThat(store().list("jobs/" + id + "/1")).contains("model");
        assertThat(node().list("/jobs/" + running + "/checkpoints", "data").size())
                .isGreaterThan(3);
        node().post("/jobs/" + running + "/cancel", "");
        node().awaitStatus(running, "cancelled");
    }

    @Test
    default void resumedJobWhoseCheckpointsAreGoneBeginsAnew() throws IOException {
        UUID id = node().submit(Map.of("steps", 200, "delay_ms", 10, "checkpoint_every", 10));
        await().until(() -> !node().list("/jobs/" + id + "/checkpoints", "data").isEmpty());
        node().post("/jobs/" + id + "/cancel", "");
        node().awaitStatus(id, "cancelled");
        apply("checkpoints", Duration.ofDays(31));
        node().post("/jobs/" + id + "/resume", "");
        node().awaitStatus(id, "succeeded");
        assertThat(node().send("GET", "/jobs/" + id + "/events").body().split("training begins", -1))
                .hasSize(3);
        assertThat(node().job(id).get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    default void stepRowsAreThinnedOnceAndKeepTheirExtremes() throws IOException {
        UUID id = ended(Map.of("steps", 500, "nan_at", 400));
        assertThat(apply("step rows", Duration.ofDays(59))).isZero();
        assertThat(apply("step rows", Duration.ofDays(61))).isPositive();
        List<JsonNode> left = node().list("/jobs/" + id + "/metrics", "train");
        assertThat(left).hasSizeBetween(20, 50);
        assertThat(left.get(0).get("step").asInt()).isEqualTo(1);
        assertThat(left.get(left.size() - 1).get("step").asInt()).isEqualTo(500);
        assertThat(node().list("/jobs/" + id + "/metrics", "eval")).hasSize(50);
        assertThat(apply("step rows", Duration.ofDays(62))).isZero();
        assertThat(node().get("/jobs/" + id + "/metrics?points=10").get("train").size())
                .isPositive();
    }

    @Test
    default void artifactsWithoutAJobGoOnceTheyAreOld() throws IOException {
        UUID id = ended(Map.of("steps", 20, "checkpoint_every", 10));
        UUID nobody = UUID.randomUUID();
        Path model = Files.createTempDirectory("model");
        Files.writeString(model.resolve("config.json"), "{}");
        store().put("jobs/" + nobody + "/1/model", model);
        store().put("datasets/" + nobody, model);
        store().put("jobs/" + id + "/1/checkpoint-15", model);
        apply("orphaned artifacts", Duration.ofHours(23));
        assertThat(store().find("jobs/" + nobody + "/1/model")).isPresent();
        assertThat(store().find("datasets/" + nobody)).isPresent();
        List<CompletableFuture<Integer>> nodes = List.of(
                CompletableFuture.supplyAsync(() -> apply("orphaned artifacts", Duration.ofHours(25))),
                CompletableFuture.supplyAsync(() -> apply("orphaned artifacts", Duration.ofHours(25))));
        assertThat(nodes.stream().mapToInt(CompletableFuture::join).sum()).isGreaterThanOrEqualTo(3);
        assertThat(store().find("jobs/" + nobody + "/1/model")).isEmpty();
        assertThat(store().find("datasets/" + nobody)).isEmpty();
        assertThat(store().list("jobs/" + id + "/1")).contains("model", "checkpoint-10", "checkpoint-20");
        assertThat(store().list("jobs/" + id + "/1")).doesNotContain("checkpoint-15");
    }

    @Test
    default void artifactsOfARunningJobAreNeverSwept() throws IOException {
        UUID id = node().submit(Map.of("steps", 400, "delay_ms", 20, "checkpoint_every", 10));
        await().until(() -> node().list("/jobs/" + id + "/checkpoints", "data").size() >= 2);
        Path unannounced = Files.createTempDirectory("checkpoint");
        store().put("jobs/" + id + "/1/checkpoint-9999", unannounced);
        for (String rule : List.of("orphaned artifacts", "checkpoints", "step rows")) {
            apply(rule, Duration.ofDays(400));
        }
        assertThat(store().list("jobs/" + id + "/1")).contains("checkpoint-10", "checkpoint-20", "checkpoint-9999");
        node().post("/jobs/" + id + "/cancel", "");
        node().awaitStatus(id, "cancelled");
    }

    @Test
    default void oldIdempotencyKeyMakesANewJob() {
        String key = UUID.randomUUID().toString();
        UUID first = node().submit(key, "hash").id();
        node().awaitStatus(first, "succeeded");
        apply("idempotency keys", Duration.ofDays(89));
        assertThat(node().submit(key, "hash").id()).isEqualTo(first);
        assertThat(apply("idempotency keys", Duration.ofDays(91))).isPositive();
        assertThat(node().submit(key, "hash").id()).isNotEqualTo(first);
    }

    @Test
    default void unusedDataSetGoesAndOneThatAJobNeedsStays() {
        String unused = dataset("unused");
        String used = dataset("used");
        UUID job = node().submit(Map.of("steps", 2000, "delay_ms", 20));
        node().context
                .getBean(JdbcTemplate.class)
                .update("insert into dataset_use (dataset_id, job_id) values (?, ?)", UUID.fromString(used), job);
        apply("data sets", Duration.ofDays(119));
        assertThat(node().send("GET", "/datasets/" + unused).statusCode()).isEqualTo(200);
        apply("data sets", Duration.ofDays(121));
        assertThat(node().send("GET", "/datasets/" + unused).statusCode()).isEqualTo(404);
        assertThat(node().send("GET", "/datasets/" + used).statusCode()).isEqualTo(200);
        node().post("/jobs/" + job + "/cancel", "");
        node().awaitStatus(job, "cancelled");
    }

    private String dataset(String name) {
        HttpResponse<String> created = node().upload(new Multipart()
                .text("name", name)
                .file("train", "train.tsv", DatasetContract.TRAIN)
                .closed());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return TestNode.JSON.readTree(created.body()).get("id").asString();
    }

    private UUID ended(Map<String, Object> behaviour) {
        UUID id = node().submit(behaviour);
        node().awaitStatus(id, "succeeded");
        return id;
    }

    private ArtifactStore store() {
        return node().context.getBean(ArtifactStore.class);
    }

    /** As if that much time had passed. */
    private int apply(String what, Duration later) {
        RetentionRule rule = node().context.getBeansOfType(RetentionRule.class).values().stream()
                .filter(one -> one.name().equals(what))
                .findFirst()
                .orElseThrow();
        try {
            return rule.apply(Instant.now().plus(later));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
