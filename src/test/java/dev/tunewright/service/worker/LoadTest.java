package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * Many submitters, workers, rows and followers on one PostgreSQL; prints figures. {@code -Dtunewright.load=true} runs it, and
 * {@code -Dtunewright.load.jobs}, {@code .steps}, {@code .followers} say how much.
 */
@EnabledIfSystemProperty(named = "tunewright.load", matches = "true")
class LoadTest {

    private static final int JOBS = Integer.getInteger("tunewright.load.jobs", 20_000);
    private static final int STEPS = Integer.getInteger("tunewright.load.steps", 1_000_000);
    private static final int FOLLOWERS = Integer.getInteger("tunewright.load.followers", 1000);
    private static final int SUBMITTERS = 200;
    private static final int NODES = 4;
    private static final int DEVICES = 16;
    private static final int STEPS_OF_A_SMALL_JOB = 20;
    private static final Duration LIMIT = Duration.ofHours(2);

    @TempDir
    static Path home;

    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final List<NodeProcess> WORKERS = new ArrayList<>();
    private static TestNode api;
    private static JdbcTemplate sql;

    @BeforeAll
    static void start() throws IOException {
        Path files = Files.createDirectories(home.resolve("files"));
        Files.writeString(files.resolve("train.tsv"), "sentence\tlabel\n" + "one text\tno\nanother\tyes\n".repeat(8));
        FileSystemUtils.copyRecursively(Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert"));
        Map<String, Object> database = SharedPostgres.freshDatabase();
        api = TestNode.start(database, home, Map.of("tunewright.roles", "api"));
        sql = api.context.getBean(JdbcTemplate.class);
        Map<String, Object> worker = new HashMap<>(database);
        worker.put("tunewright.roles", "worker");
        worker.put("tunewright.test.trainer", "shell");
        worker.put("tunewright.worker.heartbeat-interval", "5s");
        worker.put("tunewright.worker.missed-heartbeats", "6");
        worker.put(
                "tunewright.worker.devices",
                String.join(",", "cpu ".repeat(DEVICES).split(" ")));
        List<NodeProcess.Starting> starting = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            starting.add(NodeProcess.start(home, "worker-" + node, List.of("-Xmx512m"), worker, Map.of()));
        }
        for (NodeProcess.Starting node : starting) {
            WORKERS.add(node.ready());
        }
    }

    @AfterAll
    static void stop() {
        WORKERS.forEach(NodeProcess::close);
        api.close();
    }

    private static String spec(String name, int steps) {
        return """
                {"name": "%s", "checkpoint": "file:bert", "dataset": {"files": {"train": "file:train.tsv"}, "quoting": "none"},
                 "hyperparameters": {"max_steps": %d, "eval_strategy": "no"}}""".formatted(name, steps);
    }

    private static UUID post(String name, int steps) {
        HttpResponse<String> answer = api.post("/jobs", spec(name, steps), "Idempotency-Key", name);
        while (answer.statusCode() == 503) {
            REFUSED.incrementAndGet();
            answer = api.post("/jobs", spec(name, steps), "Idempotency-Key", name);
        }
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return UUID.fromString(NodeClient.JSON.readTree(answer.body()).get("id").asString());
    }

    private static long count(String query, Object... arguments) {
        return sql.queryForObject("select count(*) from " + query, Long.class, arguments);
    }

    private static void say(String text, Object... values) {
        System.out.printf("LOAD " + text + "%n", values);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static String percentiles(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return "median %.1f, 99 %% %.1f, most %.1f ms"
                .formatted(sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], sorted[sorted.length - 1]);
    }

    @Test
    void everyOfManyJobsEndsExactlyOnce() throws Exception {
        long begun = System.nanoTime();
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        List<Callable<Double>> posts = IntStream.range(0, JOBS)
                .<Callable<Double>>mapToObj(number -> () -> {
                    long asked = System.nanoTime();
                    post("load-" + number, STEPS_OF_A_SMALL_JOB);
                    return seconds(asked) * 1000;
                })
                .toList();
        List<Double> times = new ArrayList<>();
        for (Future<Double> post : submitters.invokeAll(posts)) {
            times.add(post.get());
        }
        double submitted = seconds(begun);
        say(
                "%d jobs posted by %d submitters in %.0f s, %.0f a second; %s",
                JOBS,
                SUBMITTERS,
                submitted,
                JOBS / submitted,
                percentiles(times.stream().mapToDouble(Double::doubleValue).toArray()));
        say("%d answers were 503 and asked for again with their key", REFUSED.get());
        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> count("job where status in ('queued', 'running')") == 0);
        double ended = seconds(begun);
        say(
                "all ended after %.0f s, %.1f a second, on %d workers in %d processes",
                ended, JOBS / ended, NODES * DEVICES, NODES);
        assertThat(count("job where name like 'load-%' and status = 'succeeded' and attempt = 1"))
                .isEqualTo(JOBS);
        assertThat(count("(select job_id from step_metric join job on job.id = job_id where name like 'load-%'"
                        + " group by job_id having count(*) = " + STEPS_OF_A_SMALL_JOB + ") whole"))
                .isEqualTo(JOBS);
        assertThat(count("(select job_id from job_event where type = 'status' and data like '%succeeded%'"
                        + " group by job_id having count(*) = 1) once"))
                .isGreaterThanOrEqualTo(JOBS);
        assertThat(count("scheduled_tasks")).isZero();
        say("every job succeeded in its first attempt with its %d rows; the queue is empty", STEPS_OF_A_SMALL_JOB);
    }

    @Test
    void rowsOfManyJobsAreStoredAsFastAsTheyCome() {
        int jobs = NODES * DEVICES;
        int steps = STEPS / jobs;
        long before = count("step_metric");
        long begun = System.nanoTime();
        List<UUID> ids = IntStream.range(0, jobs)
                .mapToObj(number -> post("rows-" + number, steps))
                .toList();
        ids.forEach(id -> api.awaitStatus(id, "succeeded", LIMIT));
        double took = seconds(begun);
        long rows = count("step_metric") - before;
        assertThat(rows).isEqualTo((long) jobs * steps);
        say("%d rows of %d jobs stored in %.1f s: %.0f rows a second", rows, jobs, took, rows / took);
    }

    @Test
    void metricsOfALongJobAnswerAtOnce() {
        long begun = System.nanoTime();
        UUID id = post("long", STEPS);
        api.awaitStatus(id, "succeeded", LIMIT);
        say("one job of %d steps stored in %.0f s", STEPS, seconds(begun));
        for (String query : List.of("?points=500", "?limit=1000&after=" + STEPS / 2)) {
            double[] times = IntStream.range(0, 50)
                    .mapToDouble(number -> {
                        long asked = System.nanoTime();
                        assertThat(api.list("/jobs/" + id + "/metrics" + query, "train"))
                                .hasSizeBetween(250, 1000);
                        return seconds(asked) * 1000;
                    })
                    .skip(5)
                    .toArray();
            say("GET metrics%s of %d steps: %s", query, STEPS, percentiles(times));
        }
    }

    @Test
    void manyFollowersGetEveryRow() {
        UUID id = post("followed", 2000);
        long begun = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> followers =
                IntStream.range(0, FOLLOWERS).mapToObj(number -> api.follow(id)).toList();
        for (CompletableFuture<HttpResponse<String>> follower : followers) {
            assertThat(follower.join().body().lines().filter("event: train"::equals))
                    .hasSize(2000);
        }
        say("%d followers had all 2000 rows of a job after %.1f s", FOLLOWERS, seconds(begun));
    }
}
