package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.storage.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that share a database and a bucket, and no folder. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketServiceTest {

    private final Map<String, Object> shared = new HashMap<>();
    private S3Server server;
    private Path homes;
    private TestNode first;

    @BeforeAll
    void start(@TempDir Path homes) throws IOException {
        this.homes = homes;
        server = S3Server.start(Files.createDirectories(homes.resolve("s3")));
        shared.put("spring.datasource.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        shared.put("tunewright.storage.bucket", S3Server.BUCKET);
        shared.put("tunewright.storage.prefix", "installation-1");
        shared.put("tunewright.storage.endpoint", server.endpoint());
        shared.put("tunewright.storage.attempts", 2);
        first = node("first");
    }

    @AfterAll
    void stop() {
        first.close();
        server.close();
    }

    @Test
    void jobGoesOnOnAnotherNodeFromItsCheckpointInTheBucket() throws IOException {
        TestNode second = node("second");
        UUID id = second.submit(Map.of("steps", 300, "delay_ms", 10, "checkpoint_every", 50));
        await().until(() -> first.list("/jobs/" + id + "/checkpoints", "data").size() >= 2);
        second.post("/jobs/" + id + "/cancel", "");
        first.awaitStatus(id, "cancelled");
        second.close();
        first.post("/jobs/" + id + "/resume", "");
        first.awaitStatus(id, "succeeded");
        assertThat(first.list("/jobs/" + id + "/metrics", "train")).hasSize(300);
        assertThat(first.send("GET", "/jobs/" + id + "/events").body()).contains("\"code\":\"started\"");
        assertThat(first.job(id).get("worker").asString()).isEqualTo("first");
        assertThat(names(first, id)).containsExactly("config.json");
        assertThat(first.send("GET", "/jobs/" + id + "/predictions").body()).startsWith("{\"job_id\":\"" + id);
        assertThat(first.list("/jobs/" + id + "/checkpoints", "data"))
                .isNotEmpty()
                .allMatch(checkpoint -> checkpoint.get("size_bytes").asLong() > 0);
        assertThat(homes.resolve("first/artifacts")).doesNotExist();
    }

    @Test
    void uploadIsReadOnEveryNode() {
        HttpResponse<String> created = first.upload(new Multipart()
                .text("name", "shared")
                .file("train", "train.tsv", DatasetContract.TRAIN)
                .closed());
        String id = TestNode.JSON.readTree(created.body()).get("id").asString();
        try (TestNode second = node("reader")) {
            assertThat(second.list("/datasets/" + id + "/rows", "data")).hasSize(16);
            second.send("DELETE", "/datasets/" + id);
        }
        assertThat(first.send("GET", "/datasets/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void storeThatIsAwayIsToldAndLosesNothing() throws IOException {
        UUID id = first.submit(Map.of("steps", 5));
        first.awaitStatus(id, "succeeded");
        server.kill();
        HttpResponse<String> away = first.send("GET", "/jobs/" + id + "/model");
        assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
        assertThat(away.body()).contains("store_unavailable");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> upload = first.upload(new Multipart()
                .text("name", "later")
                .file("train", "t.tsv", DatasetContract.TRAIN)
                .closed());
        assertThat(upload.statusCode()).isEqualTo(503);
        first.awaitUnready("artifactStore");
        server.start();
        first.awaitReady();
        assertThat(names(first, id)).containsExactly("config.json");
    }

    private TestNode node(String name) {
        Map<String, Object> properties = new HashMap<>(shared);
        properties.put("tunewright.worker.name", name);
        return TestNode.start(properties, homes.resolve(name), Map.of());
    }

    private static List<String> names(TestNode node, UUID job) throws IOException {
        HttpResponse<byte[]> model =
                node.send("GET", "/jobs/" + job + "/model", HttpResponse.BodyHandlers.ofByteArray());
        assertThat(model.statusCode()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(model.body())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
