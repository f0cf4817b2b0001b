package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL goes away, comes back, gets slow or falls silent while jobs train: none loses a row or an attempt.
 * {@code -Dtunewright.long=true} lets it stay away for more than a minute.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseFaultsTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration AWAY = Duration.ofSeconds(Boolean.getBoolean("tunewright.long") ? 75 : 5);

    @TempDir
    static Path folder;

    private static EmbeddedPostgres server;
    private static int port;
    private static Wire wire;
    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = startServer();
        wire = new Wire(port);
        Map<String, Object> properties = new HashMap<>(SharedPostgres.freshDatabase(server));
        properties.computeIfPresent(
                "spring.datasource.url",
                (key, url) -> String.valueOf(url).replace(":" + port + "/", ":" + wire.port() + "/")
                        + "&socketTimeout=3&connectTimeout=2");
        node = TestNode.start(
                properties,
                folder.resolve("home"),
                Map.of(
                        "spring.datasource.hikari.connection-timeout", 2000,
                        "tunewright.worker.heartbeat-interval", "5s", // the default: a pool is not back within a second
                        "logging.level.dev.tunewright", "error"));
    }

    private static EmbeddedPostgres startServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .start();
    }

    @AfterEach
    void mend() {
        wire.set(Wire.State.WHOLE);
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        wire.close();
        server.close();
    }

    private static UUID running(Map<String, Object> behaviour) {
        UUID id = node.submit(behaviour);
        await().atMost(LIMIT).until(() -> node.step(id) > 20);
        return id;
    }

    private static void assertUndisturbed(UUID id, int steps) {
        node.awaitStatus(id, "succeeded", LIMIT);
        assertThat(node.attempt(node.job(id))).isEqualTo(1);
        node.assertWhole(id, steps);
    }

    @Test
    void trainingGoesOnWhileTheDatabaseIsAwayAndAllIsStoredLater() throws Exception {
        Path gate = folder.resolve("gate");
        Path mark = folder.resolve("mark");
        UUID id = running(Map.of(
                "steps",
                30_000,
                "wait_at",
                100,
                "wait_for",
                gate.toString(),
                "mark_at",
                29_000,
                "mark",
                mark.toString()));
        wire.set(Wire.State.CUT);
        Files.createFile(gate);
        // More than fits into memory and into the pipe.
        await().atMost(LIMIT).until(() -> Files.exists(mark));
        Thread.sleep(AWAY.toMillis());
        assertThat(node.send("GET", "/jobs/" + id)).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("database_unavailable");
        });
        node.awaitUnready("db");
        assertThat(node.send("GET", "/actuator/prometheus").body())
                .contains("tunewright_jobs{status=\"running\"} NaN")
                .contains("hikaricp_connections_timeout_total");
        wire.set(Wire.State.WHOLE);
        node.awaitReady();
        assertUndisturbed(id, 30_000);
    }

    @Test
    void jobsOutliveARestartOfTheDatabase() throws Exception {
        UUID id = running(Map.of("steps", 400, "delay_ms", 20));
        server.close();
        server = startServer();
        assertUndisturbed(id, 400);
    }

    @Test
    void slowDatabaseLosesNothing() {
        UUID id = running(Map.of("steps", 400, "delay_ms", 10));
        wire.set(Wire.State.SLOW);
        try {
            await().atMost(LIMIT).until(() -> node.step(id) > 100);
        } finally {
            wire.set(Wire.State.WHOLE);
        }
        assertUndisturbed(id, 400);
    }

    @Test
    void databaseThatFallsSilentIsGivenUpAndFoundAgain() throws Exception {
        UUID id = running(Map.of("steps", 500, "delay_ms", 20));
        wire.set(Wire.State.SILENT);
        Thread.sleep(AWAY.toMillis());
        wire.set(Wire.State.CUT);
        wire.set(Wire.State.WHOLE);
        assertUndisturbed(id, 500);
    }
}
