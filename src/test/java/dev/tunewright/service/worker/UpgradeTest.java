package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import tools.jackson.databind.JsonNode;

/**
 * A database as the first version made and filled it is brought up to date by this one, and its jobs are what they were. The
 * rows stand in {@code src/test/resources/upgrade}, written as that version wrote them.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpgradeTest {

    /** Jobs, and their queue: all there was when the service first ran. */
    private static final String FIRST_SCHEMA = "2";

    private static final UUID ENDED = UUID.fromString("00000000-0000-4000-8000-00000000000a");
    private static final UUID FAILED = UUID.fromString("00000000-0000-4000-8000-00000000000b");
    private static final UUID WAITING = UUID.fromString("00000000-0000-4000-8000-00000000000c");
    private static final UUID RUNNING = UUID.fromString("00000000-0000-4000-8000-00000000000d");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void h2IsBroughtUpToDate() throws IOException {
        isBroughtUpToDate(
                Map.of("spring.datasource.url", "jdbc:h2:file:" + home.resolve("db/first") + ";WRITE_DELAY=0"));
    }

    @Test
    void postgresIsBroughtUpToDate() throws IOException {
        isBroughtUpToDate(SharedPostgres.freshDatabase());
    }

    @Test
    void blocksOfStepsAreKeptAsTheSmallestOnH2() {
        blocksOfStepsAreKept(Map.of("spring.datasource.url", "jdbc:h2:file:" + home.resolve("db/blocks")));
    }

    @Test
    void blocksOfStepsAreKeptAsTheSmallestOnPostgres() throws IOException {
        blocksOfStepsAreKept(SharedPostgres.freshDatabase());
    }

    /** Version 13 brought the other sizes. */
    private static void blocksOfStepsAreKept(Map<String, Object> database) {
        asTheFirstVersionLeftIt(database);
        DriverManagerDataSource source = source(database);
        JdbcTemplate jdbc = new JdbcTemplate(source);
        Flyway.configure().dataSource(source).target("12").load().migrate();
        jdbc.update("insert into step_block values (?, 7, 450, 0.25, 460, 0.75)", ENDED);
        Flyway.configure().dataSource(source).load().migrate();
        assertThat(jdbc.queryForList(
                        "select size, block, lowest_step, highest_loss from step_block where job_id = ?", ENDED))
                .singleElement()
                .satisfies(row -> assertThat(row.values()).containsExactly(64, 7, 450, 0.75));
    }

    private void isBroughtUpToDate(Map<String, Object> database) throws IOException {
        asTheFirstVersionLeftIt(database);
        Path model = Files.createDirectories(home.resolve("artifacts/jobs/" + ENDED + "/1/model"));
        Files.writeString(model.resolve("config.json"), "{}");
        try (TestNode node = TestNode.start(database, home, Map.of())) {
            Integer last = node.context
                    .getBean(JdbcTemplate.class)
                    .queryForObject(
                            "select max(cast(\"version\" as integer)) from \"flyway_schema_history\" where \"success\"",
                            Integer.class);
            assertThat(last).isGreaterThanOrEqualTo(12);
            endedJobIsReadAsItWas(node);
            node.awaitStatus(WAITING, "succeeded", LIMIT);
            assertThat(node.attempt(node.job(WAITING))).isEqualTo(1);
            node.awaitStatus(RUNNING, "succeeded", LIMIT);
            assertThat(node.attempt(node.job(RUNNING))).isEqualTo(2);
            assertThat(node.told(RUNNING, "worker_lost")).hasSize(1);
            assertThat(node.job(FAILED).at("/error/code").asString()).isEqualTo("trainer_killed");
            node.post("/jobs/" + FAILED + "/resume", "");
            node.awaitStatus(FAILED, "succeeded", LIMIT);
            node.assertWhole(FAILED, 20);
        }
    }

    private static DriverManagerDataSource source(Map<String, Object> database) {
        DriverManagerDataSource source =
                new DriverManagerDataSource(String.valueOf(database.get("spring.datasource.url")));
        if (database.containsKey("spring.datasource.username")) {
            source.setUsername(String.valueOf(database.get("spring.datasource.username")));
        }
        return source;
    }

    private static void asTheFirstVersionLeftIt(Map<String, Object> database) {
        DriverManagerDataSource source = source(database);
        Flyway.configure().dataSource(source).target(FIRST_SCHEMA).load().migrate();
        new ResourceDatabasePopulator(new FileSystemResource("src/test/resources/upgrade/first-rows.sql"))
                .execute(source);
    }

    private static void endedJobIsReadAsItWas(TestNode node) {
        JsonNode job = node.job(ENDED);
        assertThat(job.get("status").asString()).isEqualTo("succeeded");
        assertThat(job.get("name").asString()).isEqualTo("mrpc");
        assertThat(job.at("/dataset/quoting").asString()).isEqualTo("none");
        assertThat(job.at("/hyperparameters/num_train_epochs").asInt()).isEqualTo(3);
        assertThat(job.get("created_at").asString()).isEqualTo("2026-01-02T03:04:05.678901Z");
        assertThat(job.at("/latest/eval/accuracy").asDouble()).isEqualTo(0.84);
        assertThat(job.at("/best/metric").asString()).isEqualTo("accuracy");
        assertThat(node.list("/jobs?tag=team:search", "data")).hasSize(1);
        node.assertWhole(ENDED, 3);
        JsonNode metrics = node.get("/jobs/" + ENDED + "/metrics?points=2");
        assertThat(metrics.get("train").size()).isEqualTo(2);
        assertThat(metrics.at("/eval/0/accuracy").asDouble()).isEqualTo(0.84);
        assertThat(node.list("/jobs/" + ENDED + "/log", "data")).hasSize(1);
        assertThat(node.list("/jobs/" + ENDED + "/events", "data")).hasSize(9);
        assertThat(node.list("/jobs/" + ENDED + "/checkpoints", "data")).isEmpty();
        assertThat(node.send("GET", "/jobs/" + ENDED + "/model").statusCode()).isEqualTo(200);
        assertThat(node.list("/jobs/" + ENDED + "/webhooks", "data")).isEmpty();
    }
}
