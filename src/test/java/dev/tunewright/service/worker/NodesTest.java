package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes of one role each on one PostgreSQL, the workers in processes of their own, which are killed, frozen, sent home and misled.
 * {@code -Dtunewright.long=true} repeats each fault ten times.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodesTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<String, NodeProcess> STARTED = new HashMap<>();

    @TempDir
    static Path home;

    private static Map<String, Object> database;
    private static TestNode api;

    @BeforeAll
    static void start() {
        database = SharedPostgres.freshDatabase();
        api = TestNode.start(database, home, Map.of("tunewright.roles", "api"));
    }

    @AfterAll
    static void stop() {
        STARTED.values().forEach(NodeProcess::close);
        api.close();
    }

    static IntStream times() {
        return IntStream.rangeClosed(1, Boolean.getBoolean("tunewright.long") ? 10 : 1);
    }

    private static NodeProcess.Starting starting(String name, String roles, Map<String, String> environment)
            throws IOException {
        Map<String, Object> properties = new HashMap<>(database);
        properties.put("tunewright.roles", roles);
        return NodeProcess.start(home, name, NodeProcess.QUICK_START, properties, environment);
    }

    /** @return the worker of that name, which goes on from test to test unless one ends it */
    private static NodeProcess worker(String name, Map<String, String> environment) throws IOException {
        return workers(List.of(name), environment).get(0);
    }

    private static List<NodeProcess> twoWorkers() throws IOException {
        return workers(List.of("first", "second"), Map.of());
    }

    private static List<NodeProcess> workers(List<String> names, Map<String, String> environment) throws IOException {
        Map<String, NodeProcess.Starting> starting = new HashMap<>();
        for (String name : names) {
            NodeProcess before = STARTED.get(name);
            if (before == null || !before.isAlive()) {
                starting.put(name, starting(name, "worker", environment));
            }
        }
        for (Map.Entry<String, NodeProcess.Starting> start : starting.entrySet()) {
            STARTED.put(start.getKey(), start.getValue().ready());
        }
        return names.stream().map(STARTED::get).toList();
    }

    /** @return a job of which one of the workers has done some steps */
    private static UUID running(Map<String, Object> behaviour) {
        UUID id = api.submit(behaviour);
        await().atMost(LIMIT).until(() -> api.step(id) > 20);
        return id;
    }

    private static NodeProcess workerOf(UUID id) {
        return STARTED.get(api.job(id).get("worker").asString());
    }

    @Test
    void nodeAnswersForItsRolesAlone() throws IOException {
        NodeProcess predict = starting("predict", "predict", Map.of()).ready();
        STARTED.put("predict", predict);
        NodeProcess works = twoWorkers().get(0);
        UUID waiting = api.submit(Map.of());
        api.awaitStatus(waiting, "succeeded", LIMIT);

        assertThat(api.job(waiting).get("worker").asString()).isIn("first", "second");
        for (NodeProcess node : List.of(works, predict)) {
            assertThat(node.send("GET", "/jobs").statusCode()).isEqualTo(404);
            assertThat(node.post("/jobs", "{}").statusCode()).isEqualTo(404);
            assertThat(node.send("GET", "/jobs/" + waiting + "/events").statusCode())
                    .isEqualTo(404);
            assertThat(node.send("GET", "/datasets").statusCode()).isEqualTo(404);
            assertThat(node.send("GET", "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
        }
        String unknown = "{\"model\": \"nobody\", \"inputs\": \"text\"}";
        assertThat(predict.post("/predict", unknown).body()).contains("model_not_found");
        assertThat(works.post("/predict", unknown).body()).contains("not_found").doesNotContain("model_not_found");
        assertThat(api.post("/predict", unknown).body()).doesNotContain("model_not_found");
    }

    @Test
    void cancelAndResumeReachAnotherNodeWithinASecond() throws IOException {
        twoWorkers();
        UUID id = running(Map.of("steps", 2000, "delay_ms", 20));
        long asked = System.nanoTime();
        api.send("POST", "/jobs/" + id + "/cancel");
        await().pollInterval(Duration.ofMillis(20)).until(() -> api.status(id).equals("cancelled"));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(1500));

        int stoppedAt = api.step(id);
        asked = System.nanoTime();
        api.send("POST", "/jobs/" + id + "/resume");
        await().pollInterval(Duration.ofMillis(20)).until(() -> api.status(id).equals("running"));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(1500));
        await().atMost(LIMIT).until(() -> api.step(id) > stoppedAt);
        api.send("POST", "/jobs/" + id + "/cancel");
        api.awaitStatus(id, "cancelled", LIMIT);
    }

    @ParameterizedTest
    @MethodSource("times")
    void workerThatIsAskedToEndGivesItsJobsToAnother(int time) throws Exception {
        twoWorkers();
        UUID id = running(Map.of("steps", 150, "delay_ms", 20, "max_attempts", 1));
        NodeProcess drained = workerOf(id);
        String name = api.job(id).get("worker").asString();
        drained.signal("TERM");
        drained.awaitExit();
        api.awaitStatus(id, "succeeded", LIMIT);

        assertThat(api.job(id).get("worker").asString()).isNotEqualTo(name);
        assertThat(api.attempt(api.job(id))).isEqualTo(2);
        assertThat(api.told(id, "started")).last().asString().doesNotContain("training begins");
        api.assertWhole(id, 150);
    }

    @ParameterizedTest
    @MethodSource("times")
    void jobsOfAKilledWorkerGoOnElsewhere(int time) throws Exception {
        twoWorkers();
        UUID id = running(Map.of("steps", 200, "delay_ms", 20, "checkpoint_every", 10));
        NodeProcess killed = workerOf(id);
        List<ProcessHandle> trainers = killed.trainers();
        killed.signal("KILL");
        api.awaitStatus(id, "succeeded", LIMIT);

        assertThat(api.attempt(api.job(id))).isEqualTo(2);
        assertThat(api.told(id, "worker_lost")).hasSize(1);
        assertThat(api.told(id, "started")).last().asString().contains("goes on after step");
        api.assertWhole(id, 200);
        await().atMost(LIMIT).until(() -> trainers.stream().noneMatch(ProcessHandle::isAlive));
    }

    @ParameterizedTest
    @MethodSource("times")
    void frozenWorkerThatThawsWritesNothingMore(int time) throws Exception {
        twoWorkers();
        UUID id = running(Map.of("steps", 300, "delay_ms", 20, "checkpoint_every", 10));
        NodeProcess frozen = workerOf(id);
        List<ProcessHandle> trainers = frozen.trainers();
        frozen.signalAll("STOP");
        await().atMost(LIMIT).until(() -> api.attempt(api.job(id)) == 2 && api.step(id) > 100);
        frozen.signalAll("CONT");
        api.awaitStatus(id, "succeeded", LIMIT);

        assertThat(api.attempt(api.job(id))).isEqualTo(2);
        api.assertWhole(id, 300);
        await().atMost(LIMIT).until(() -> trainers.stream().noneMatch(ProcessHandle::isAlive));
        UUID next = api.submit(Map.of("steps", 10));
        api.awaitStatus(next, "succeeded", LIMIT);
    }

    /** As a node does that freezes there; how long the server waits is shortened. */
    @Test
    void transactionLeftOpenKeepsItsRowsNoLongerThanTheLimit() throws Exception {
        twoWorkers();
        UUID id = running(Map.of("steps", 200, "delay_ms", 20));
        try (Connection connection = api.context.getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (ResultSet limit = statement.executeQuery("show idle_in_transaction_session_timeout")) {
                assertThat(limit.next()).isTrue();
                assertThat(limit.getString(1)).isEqualTo("20s");
            }
            statement.execute("set idle_in_transaction_session_timeout = '2s'");
            statement.execute("select 1 from job where id = '" + id + "' for update");
            api.awaitStatus(id, "succeeded", LIMIT);
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
        assertThat(api.attempt(api.job(id))).isEqualTo(1);
        api.assertWhole(id, 200);
    }

    /** An hour ahead, then an hour behind. */
    @Test
    void workerWhoseClockIsWrongNeitherTakesOthersForDeadNorWaits() throws Exception {
        Path shim = SkewedClock.compile(home);
        assumeThat(shim).as("a C compiler makes the wrong clock").isNotNull();
        Path skew = Files.writeString(home.resolve("skew"), "3600");
        twoWorkers().get(1).close();
        NodeProcess wrong = worker("wrong", Map.of("LD_PRELOAD", shim.toString(), "CLOCK_SKEW", skew.toString()));
        List<UUID> jobs = new ArrayList<>();
        for (int job = 0; job < 4; job++) {
            jobs.add(api.submit(Map.of("steps", 300, "delay_ms", 20)));
        }
        await().atMost(LIMIT).until(() -> jobs.stream().allMatch(id -> api.step(id) > 50));
        assertThat(jobs).extracting(id -> api.job(id).get("worker").asString()).contains("first", "wrong");
        Files.writeString(skew, "-3600");
        for (UUID id : jobs) {
            api.awaitStatus(id, "succeeded", LIMIT);
            assertThat(api.attempt(api.job(id))).isEqualTo(1);
            api.assertWhole(id, 300);
        }
        wrong.close();
    }
}
