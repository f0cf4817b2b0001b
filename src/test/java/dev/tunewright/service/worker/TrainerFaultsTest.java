package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What trainers and artifact stores may do wrong, on PostgreSQL, with trainers in processes of their own. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrainerFaultsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    static Path home;

    private static TestNode node;
    private static boolean small;

    @BeforeAll
    static void start() throws Exception {
        Path disk = Files.createDirectory(home.resolve("disk"));
        small = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
        node = TestNode.start(
                SharedPostgres.freshDatabase(),
                home,
                Map.of(
                        "tunewright.artifacts.path",
                        home.resolve("disk/artifacts"),
                        "tunewright.worker.hang-timeout",
                        "8s",
                        "tunewright.worker.retry-backoff",
                        "300ms",
                        "tunewright.worker.non-finite-steps",
                        5));
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        if (small) {
            run("umount", home.resolve("disk").toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static void assertFailed(UUID id, String code, int attempts, boolean retryable) {
        node.awaitStatus(id, "failed", LIMIT);
        assertThat(node.job(id).at("/error/code").asString()).isEqualTo(code);
        assertThat(node.job(id).at("/error/retryable").asBoolean()).isEqualTo(retryable);
        assertThat(node.attempt(node.job(id))).isEqualTo(attempts);
    }

    @Test
    void trainerThatHangsIsEndedAndTheJobGoesOn() {
        UUID id = node.submit(Map.of("steps", 40, "hang_at", 25, "checkpoint_every", 10, "only_attempt", 1));
        node.awaitStatus(id, "succeeded", LIMIT);
        assertThat(node.told(id, "trainer_hung")).hasSize(1);
        assertThat(node.told(id, "started")).last().asString().contains("after step 20");
        node.assertWhole(id, 40);
    }

    @Test
    void attemptsFollowWithGrowingPausesUntilTheLast() {
        Instant begun = Instant.now();
        UUID id = node.submit(Map.of("exit_at", 3, "max_attempts", 4));
        assertFailed(id, "trainer_crashed", 4, true);
        // 0.3, 0.6 and 1.2 s.
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(2100));
        assertThat(node.job(id).get("max_attempts").asInt()).isEqualTo(4);
    }

    @Test
    void lossThatStaysNoNumberEndsTheJobForGood() {
        UUID id = node.submit(Map.of("steps", 1000, "nan_from", 7, "delay_ms", 5));
        assertFailed(id, "loss_not_finite", 1, false);
        assertThat(node.job(id).at("/error/message").asString()).contains("learning_rate");
    }

    @Test
    void jobOverItsTimeStopsWithACheckpointAndMayGoOnAgain() {
        UUID id = node.submit(Map.of("steps", 250, "delay_ms", 20, "timeout_seconds", 4));
        assertFailed(id, "job_timeout", 1, true);
        int stoppedAt = node.step(id);
        assertThat(stoppedAt).isBetween(1, 249);
        // On a slow machine most of an attempt's time is its process's start.
        for (int resumed = 0; resumed < 50 && !node.status(id).equals("succeeded"); resumed++) {
            node.send("POST", "/jobs/" + id + "/resume");
            await().atMost(LIMIT).until(() -> !Set.of("queued", "running").contains(node.status(id)));
        }
        assertThat(node.status(id)).isEqualTo("succeeded");
        assertThat(node.told(id, "started").get(1)).contains("after step " + stoppedAt);
        node.assertWhole(id, 250);
    }

    /** The time of earlier attempts counts. */
    @Test
    void timeOfLostAttemptsCountsForTheLimit() {
        UUID id = node.submit(
                Map.of("steps", 1000, "delay_ms", 20, "exit_at", 20, "timeout_seconds", 4, "max_attempts", 50));
        node.awaitStatus(id, "failed", LIMIT);
        assertThat(node.job(id).at("/error/code").asString()).isEqualTo("job_timeout");
        assertThat(node.told(id, "trainer_crashed")).isNotEmpty();
    }

    /** The limit on a file's size is what a full disk is to the trainer: a write that fails. */
    @Test
    void trainerWhoseDiskIsFullIsTriedAgain() {
        UUID id = node.submit(Map.of("steps", 30, "checkpoint_every", 10, "fill_at", 15, "only_attempt", 1));
        node.awaitStatus(id, "succeeded", LIMIT);
        assertThat(node.told(id, "io_error")).hasSize(1);
        assertThat(node.told(id, "started")).last().asString().contains("after step 10");
        node.assertWhole(id, 30);
    }

    @Test
    void trainerThatPrintsGarbageLosesNoRow() {
        UUID id = node.submit(Map.of("steps", 200, "garbage_at", 5, "flood_at", 50));
        node.awaitStatus(id, "succeeded", LIMIT);
        node.assertWhole(id, 200);
    }

    @Test
    void trainingGoesOnWhileTheArtifactsDiskIsFull() throws IOException {
        assumeThat(small).as("only root may mount a small disk").isTrue();
        Path filler = home.resolve("disk/filler");
        Path mark = home.resolve("mark-of-full");
        try (OutputStream file = Files.newOutputStream(filler)) {
            for (int page = 0; page < 1000; page++) {
                file.write(new byte[4096]);
            }
            fail("the disk has no end");
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        UUID id = node.submit(Map.of("steps", 60, "checkpoint_every", 10, "mark_at", 60, "mark", mark.toString()));
        await().atMost(LIMIT).until(() -> Files.exists(mark));
        assertThat(node.step(id)).isLessThan(60);
        node.awaitUnready("artifactStore");
        Files.delete(filler);
        node.awaitStatus(id, "succeeded", LIMIT);
        assertThat(node.attempt(node.job(id))).isEqualTo(1);
        node.assertWhole(id, 60);
    }

    /** As a share that is not mounted for a while. */
    @Test
    void trainingGoesOnWhileTheArtifactStoreIsAway() throws IOException {
        Path away = Files.move(home.resolve("disk/artifacts"), home.resolve("disk/away"));
        Path mark = home.resolve("mark");
        UUID id = node.submit(Map.of("steps", 60, "checkpoint_every", 10, "mark_at", 60, "mark", mark.toString()));
        await().atMost(LIMIT).until(() -> Files.exists(mark));
        assertThat(node.step(id)).isLessThan(60);
        node.awaitUnready("artifactStore");
        Files.move(away, home.resolve("disk/artifacts"));
        node.awaitReady();
        node.awaitStatus(id, "succeeded", LIMIT);
        assertThat(node.attempt(node.job(id))).isEqualTo(1);
        node.assertWhole(id, 60);
        assertThat(home.resolve("disk/artifacts/jobs/" + id + "/1/model/config.json"))
                .exists();
    }

    @Test
    void jobWhoseOutputsWaitForTheStoreCanBeCancelled() throws IOException {
        Path away = Files.move(home.resolve("disk/artifacts"), home.resolve("disk/away"));
        try {
            Path mark = home.resolve("mark-of-cancelled");
            UUID id = node.submit(Map.of(
                    "steps", 2000, "delay_ms", 10, "checkpoint_every", 5, "mark_at", 50, "mark", mark.toString()));
            await().atMost(LIMIT).until(() -> Files.exists(mark));
            node.send("POST", "/jobs/" + id + "/cancel");
            node.awaitStatus(id, "cancelled", LIMIT);
        } finally {
            Files.move(away, home.resolve("disk/artifacts"));
        }
    }
}
