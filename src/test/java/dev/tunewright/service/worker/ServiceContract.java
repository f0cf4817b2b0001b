package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What holds on every database: jobs, their queue, their metrics, their streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceContract {

    Path home;

    TestNode node;

    /** @return properties that point to the database */
    abstract Map<String, Object> database();

    @BeforeAll
    void start(@TempDir Path home) {
        this.home = home;
        node = TestNode.start(database(), home, Map.of());
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void submittedJobSucceedsWithEveryRowStored() {
        UUID id = node.submit(Map.of("steps", 1234, "checkpoint_every", 600, "nan_at", 7));
        node.awaitStatus(id, "succeeded");

        JsonNode job = node.job(id);
        assertThat(job.at("/progress/step").asInt()).isEqualTo(1234);
        assertThat(job.at("/progress/max_steps").asInt()).isEqualTo(1234);
        assertThat(job.at("/attempt").asInt()).isEqualTo(1);
        assertThat(job.at("/hyperparameters/steps").asInt()).isEqualTo(1234);
        assertThat(job.at("/best/step").asInt()).isEqualTo(1234);
        assertThat(job.at("/latest/eval/accuracy").asDouble()).isEqualTo(0.5);
        assertThat(job.at("/device").asString()).isEqualTo("cpu");
        assertThat(job.at("/error").isNull()).isTrue();

        JsonNode first = node.get("/jobs/" + id + "/metrics");
        assertThat(first.get("train").size()).isEqualTo(1000);
        assertThat(first.at("/train/6/loss").isNull()).isTrue();
        assertThat(first.at("/train/9/loss").asDouble()).isEqualTo(0.1);
        assertThat(first.get("has_more").asBoolean()).isTrue();
        JsonNode rest =
                node.get("/jobs/" + id + "/metrics?after=" + first.get("next").asString());
        assertThat(rest.at("/train/0/step").asInt()).isEqualTo(1001);
        assertThat(rest.get("train").size()).isEqualTo(234);
        assertThat(rest.get("eval").size()).isEqualTo(123);
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(node.list("/jobs/" + id + "/log", "data")).hasSize(123);
        assertThat(home.resolve("artifacts/jobs/" + id + "/1/model/config.json"))
                .exists();
        assertThat(home.resolve("artifacts/jobs/" + id + "/1/predictions-validation.json"))
                .exists();
        assertThat(home.resolve("artifacts/jobs/" + id + "/1/checkpoint-1200/state"))
                .exists();
        assertThat(home.resolve("work/" + id)).doesNotExist();
        assertThat(home.resolve("logs/jobs/" + id + "/1.log")).content().contains("fake trainer begins");
    }

    @Test
    void killedTrainerGoesOnFromItsCheckpointUntilItIsGivenUp() {
        UUID other = node.submit(Map.of("steps", 100, "delay_ms", 20));
        UUID id = node.submit(Map.of("steps", 30, "checkpoint_every", 10, "kill_at", 15));
        node.awaitStatus(id, "failed");

        JsonNode job = node.job(id);
        assertThat(job.get("attempt").asInt()).isEqualTo(3);
        assertThat(job.at("/error/code").asString()).isEqualTo("trainer_killed");
        assertThat(job.at("/error/message").asString()).contains("SIGKILL", "3 lost attempts");
        assertThat(job.at("/error/retryable").asBoolean()).isTrue();
        assertThat(messages(id, "started")).hasSize(3).last().asString().contains("after step 10");
        assertThat(messages(id, "trainer_killed")).hasSize(3);
        assertThat(steps(id)).isEqualTo(IntStream.rangeClosed(1, 14).boxed().toList());
        node.awaitStatus(other, "succeeded");
        assertThat(steps(other)).hasSize(100);
    }

    List<Integer> steps(UUID id) {
        return node.list("/jobs/" + id + "/metrics", "train").stream()
                .map(row -> row.get("step").asInt())
                .toList();
    }

    List<String> messages(UUID id, String code) {
        return node.list("/jobs/" + id + "/events", "data").stream()
                .filter(event -> event.at("/data/code").asString("").equals(code))
                .map(event -> event.at("/data/message").asString())
                .toList();
    }
}
