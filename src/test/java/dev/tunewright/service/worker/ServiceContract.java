package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.JobQueue;
import dev.tunewright.service.job.JobSubmission;
import dev.tunewright.service.metric.AttemptRecorder;
import dev.tunewright.service.metric.Told;
import dev.tunewright.service.web.ApiException;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** What holds on every database: jobs, their queue, their metrics, their streams. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceContract implements DatasetContract, HookContract, RetentionContract {

    Path home;

    TestNode node;

    private Map<String, Object> database;

    /** @return properties that point to a database of its own, empty */
    abstract Map<String, Object> freshDatabase();

    @BeforeAll
    void start(@TempDir Path home) {
        this.home = home;
        this.database = freshDatabase();
        node = node("main", database);
    }

    /** A test that fails keeps no device from those after it. */
    @AfterEach
    void cancelWhatIsLeft() {
        Stream.of("queued", "running")
                .flatMap(status -> node.list("/jobs?status=" + status, "data").stream())
                .forEach(job -> node.send("POST", "/jobs/" + job.get("id").asString() + "/cancel"));
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

    @Test
    void trainerThatFailsOrCrashesOrSaysNothingIsToldApart() {
        UUID failing = node.submit(Map.of("fail", "invalid_input"));
        UUID scarce = node.submit(Map.of("fail", "out_of_memory", "fail_retryable", true));
        UUID silent = node.submit(Map.of("end_at", 5));
        UUID crashing = node.submit(Map.of("exit_at", 5));
        UUID garbling = node.submit(Map.of("garbage_at", 5));

        node.awaitStatus(failing, "failed");
        assertThat(node.job(failing).at("/error/code").asString()).isEqualTo("invalid_input");
        assertThat(node.job(failing).at("/attempt").asInt()).isEqualTo(1);
        node.awaitStatus(scarce, "failed");
        assertThat(node.job(scarce).at("/error/code").asString()).isEqualTo("out_of_memory");
        assertThat(node.job(scarce).at("/attempt").asInt()).isEqualTo(3);
        node.awaitStatus(silent, "failed");
        assertThat(node.job(silent).at("/error/code").asString()).isEqualTo("trainer_protocol");
        node.awaitStatus(crashing, "failed");
        assertThat(node.job(crashing).at("/error/code").asString()).isEqualTo("trainer_crashed");
        assertThat(node.job(crashing).at("/error/message").asString()).contains("exit code 3", "the last words");
        node.awaitStatus(garbling, "succeeded");
        assertThat(steps(garbling)).hasSize(20);
    }

    @Test
    void cancelledJobsStopAndGoOnWhenResumed() {
        UUID running = node.submit(Map.of("steps", 400, "delay_ms", 10));
        await().untilAsserted(() -> assertThat(steps(running)).hasSizeGreaterThan(5));
        assertThat(node.send("DELETE", "/jobs/" + running).statusCode()).isEqualTo(409);
        assertThat(node.send("POST", "/jobs/" + running + "/resume").statusCode())
                .isEqualTo(409);
        assertThat(node.send("POST", "/jobs/" + running + "/cancel").statusCode())
                .isEqualTo(202);
        node.awaitStatus(running, "cancelled");
        int stoppedAt = node.job(running).at("/progress/step").asInt();
        assertThat(stoppedAt).isLessThan(400);
        assertThat(node.send("POST", "/jobs/" + running + "/cancel").statusCode())
                .isEqualTo(409);

        assertThat(node.send("POST", "/jobs/" + running + "/resume").statusCode())
                .isEqualTo(202);
        node.awaitStatus(running, "succeeded");
        assertThat(node.job(running).at("/attempt").asInt()).isEqualTo(2);
        assertThat(messages(running, "started")).last().asString().contains("after step " + stoppedAt);
        assertThat(steps(running))
                .isEqualTo(IntStream.rangeClosed(1, 400).boxed().toList());

        assertThat(node.send("DELETE", "/jobs/" + running).statusCode()).isEqualTo(204);
        assertThat(node.send("GET", "/jobs/" + running).statusCode()).isEqualTo(404);
        assertThat(home.resolve("artifacts/jobs/" + running)).doesNotExist();
        assertThat(home.resolve("logs/jobs/" + running)).doesNotExist();
    }

    @Test
    void waitingJobsRunByPriorityAndCanBeCancelledAtOnce() throws IOException {
        Path gate = home.resolve("gate");
        UUID first = node.submit("gated", Map.of("wait_for", gate.toString()), 0);
        UUID second = node.submit("gated", Map.of("wait_for", gate.toString()), 0);
        node.awaitStatus(first, "running");
        node.awaitStatus(second, "running");
        UUID low = node.submit("low", Map.of(), -1);
        UUID middle = node.submit("middle", Map.of(), 0);
        UUID high = node.submit("high", Map.of(), 70_000);
        UUID unwanted = node.submit("unwanted", Map.of(), 0);

        assertThat(node.job(high).get("queue_position").asInt()).isEqualTo(1);
        assertThat(node.job(low).get("queue_position").asInt()).isEqualTo(4);
        assertThat(node.job(first).get("queue_position").isNull()).isTrue();
        assertThat(node.send("POST", "/jobs/" + unwanted + "/cancel").statusCode())
                .isEqualTo(202);
        assertThat(node.status(unwanted)).isEqualTo("cancelled");
        assertThat(node.job(low).get("queue_position").asInt()).isEqualTo(3);
        Files.createFile(gate);
        List.of(first, second, low, middle, high).forEach(id -> node.awaitStatus(id, "succeeded"));
        assertThat(startOf(high)).isBefore(startOf(low));
        assertThat(startOf(middle)).isBefore(startOf(low));
    }

    @Test
    void jobThatAnAliasPointsAtIsKept() {
        UUID id = node.submit(Map.of());
        node.awaitStatus(id, "succeeded");
        sql("insert into model_alias (name, job_id, updated_at) values ('live', ?, current_timestamp)", id);
        assertThat(node.get("/models").at("/data").toString()).contains("\"aliases\":[\"live\"]");

        HttpResponse<String> kept = node.send("DELETE", "/jobs/" + id);
        assertThat(kept.statusCode()).isEqualTo(409);
        assertThat(kept.body()).contains("job_is_served");
        assertThat(home.resolve("artifacts/jobs/" + id)).exists();
        assertThat(node.send("DELETE", "/models/live").statusCode()).isEqualTo(204);
        assertThat(node.send("DELETE", "/jobs/" + id).statusCode()).isEqualTo(204);
    }

    @Test
    void trainerThatDoesNotStopIsEnded() {
        UUID id = node.submit(Map.of("hang_at", 5));
        await().untilAsserted(() -> assertThat(steps(id)).hasSize(4));
        node.send("POST", "/jobs/" + id + "/cancel");
        node.awaitStatus(id, "cancelled");
        assertThat(steps(id)).hasSize(4);
    }

    @Test
    void attemptThatNoLongerCountsWritesNothing() {
        UUID id = node.submit(Map.of("steps", 5000, "delay_ms", 5));
        await().untilAsserted(() -> assertThat(steps(id)).hasSizeGreaterThan(5));
        sql("update job set attempt = attempt + 1 where id = ?", id);
        int stored = node.job(id).at("/progress/step").asInt();

        await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
        assertThat(node.job(id).at("/progress/step").asInt()).isEqualTo(stored);
        assertThat(steps(id)).hasSize(stored);
        assertThat(node.status(id)).isEqualTo("running");
        sql("update job set status = 'failed' where id = ?", id);
    }

    @Test
    void batchThatIsToldAgainIsStoredOnce() {
        UUID id = node.submit(Map.of("hang_at", 1));
        node.awaitStatus(id, "running");
        await().untilAsserted(() -> assertThat(messages(id, "started")).hasSize(1));
        AttemptRecorder recorder = node.context.getBean(AttemptRecorder.class);
        Attempt attempt = TestNode.attempt(id);
        TrainEvent step = new TrainEvent.Step(1, 0.1, 0.5, 1e-5, 1, Instant.EPOCH);
        Told next = new Told(nextBatch(id), List.of(step), null, Duration.ZERO);

        assertThat(recorder.record(attempt, next)).isEqualTo(Attempts.Verdict.GO_ON);
        assertThat(recorder.record(attempt, next)).isEqualTo(Attempts.Verdict.GO_ON);
        assertThat(steps(id)).containsExactly(1);
        assertThat(recorder.record(TestNode.attempt(id, 2), next)).isEqualTo(Attempts.Verdict.FENCED);
        node.send("POST", "/jobs/" + id + "/cancel");
        node.awaitStatus(id, "cancelled");
    }

    /** Also what has the checkpoint's own step, or the first attempt's 0. */
    @Test
    void whatIsToldAgainAfterACheckpointIsStoredOnce() {
        UUID id = node.submit(Map.of("hang_at", 1));
        await().untilAsserted(() -> assertThat(messages(id, "started")).hasSize(1));
        AttemptRecorder recorder = node.context.getBean(AttemptRecorder.class);
        Attempt first = TestNode.attempt(id);
        TrainEvent step = new TrainEvent.Step(1, 0.1, 0.5, 1e-5, 1, Instant.EPOCH);
        TrainEvent checkpoint = new TrainEvent.Checkpointed(1, Path.of("checkpoint-1"), List.of());
        TrainEvent summary = new TrainEvent.Logged(Map.of("train_loss", 0.5, "step", 1));
        List<TrainEvent> whole = List.of(evaluated(0), step, evaluated(1), checkpoint, evaluated(1), summary);
        recorder.record(first, new Told(nextBatch(id), whole, null, Duration.ZERO));

        sql("update job set attempt = 2, batch = 0 where id = ?", id);
        List<TrainEvent> again = List.of(started(1), evaluated(1), summary);
        recorder.record(TestNode.attempt(id, 2), new Told(1, again, null, Duration.ZERO));
        assertThat(evaluations(id)).containsExactly(0, 1, 1);
        assertThat(node.list("/jobs/" + id + "/log", "data")).hasSize(1);

        sql("update job set attempt = 3, batch = 0 where id = ?", id);
        recorder.record(TestNode.attempt(id, 3), new Told(1, List.of(started(0), evaluated(0)), null, Duration.ZERO));
        assertThat(steps(id)).isEmpty();
        assertThat(evaluations(id)).containsExactly(0);
        sql("update job set status = 'failed' where id = ?", id);
    }

    /** What a trainer says at its start comes in one batch or, on a slow machine, in two. */
    private int nextBatch(UUID id) {
        Integer stored = node.context
                .getBean(JdbcTemplate.class)
                .queryForObject("select batch from job where id = ?", Integer.class, id);
        return stored + 1;
    }

    private static TrainEvent started(int step) {
        return new TrainEvent.Started(step, 1, 1, 1, Map.of(), "cpu");
    }

    private static TrainEvent evaluated(int step) {
        return new TrainEvent.Evaluated(step, 0.1, Map.of("loss", 0.5), null, Instant.EPOCH);
    }

    private List<Integer> evaluations(UUID id) {
        return node.list("/jobs/" + id + "/metrics", "eval").stream()
                .map(row -> row.get("step").asInt())
                .toList();
    }

    /** Of a worker that stood still after it took the job, and was taken for dead meanwhile. */
    @Test
    void claimThatNoLongerCountsBeginsNothing() {
        Scheduler scheduler = node.context.getBean(Scheduler.class);
        scheduler.pause();
        UUID id = node.submit(Map.of());
        TaskInstance<String> instance = new TaskInstance<>(JobQueue.TASK, id + ":0");
        Execution older = new Execution(Instant.now(), instance, true, "main", null, null, 0, Instant.now(), 0);
        node.context
                .getBean(TrainQueue.class)
                .task()
                .execute(instance, new ExecutionContext(null, older, scheduler, null));
        assertThat(node.job(id).get("status").asString()).isEqualTo("queued");
        scheduler.resume();

        node.awaitStatus(id, "succeeded");
        assertThat(node.job(id).get("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void jobOfADeadWorkerGoesToTheNextAttempt() {
        node.context.getBean(Scheduler.class).pause();
        UUID id = node.submit(Map.of());
        sql("update job set status = 'running', attempt = 1, worker = 'dead' where id = ?", id);
        sql(
                "update scheduled_tasks set picked = true, picked_by = 'dead', version = version + 1, last_heartbeat = ?"
                        + " where task_instance = ?",
                OffsetDateTime.now(ZoneOffset.UTC).minusHours(1),
                id + ":0");
        node.context.getBean(Scheduler.class).resume();

        node.awaitStatus(id, "succeeded");
        assertThat(node.job(id).get("attempt").asInt()).isEqualTo(2);
        assertThat(messages(id, "worker_lost")).hasSize(1);
    }

    @Test
    void twoNodesShareTheJobsAndEachRunsOnce() {
        try (TestNode other = node("other", database)) {
            List<UUID> jobs = IntStream.range(0, 12)
                    .mapToObj(number -> node.submit(Map.of("steps", 30, "delay_ms", 10)))
                    .toList();
            jobs.forEach(id -> node.awaitStatus(id, "succeeded"));
            assertThat(jobs).allSatisfy(id -> {
                assertThat(other.job(id).get("attempt").asInt())
                        .as(() -> "attempts: "
                                + other.list("/jobs/" + id + "/events?limit=500", "data").stream()
                                        .filter(event ->
                                                !event.get("type").asString().equals("train"))
                                        .toList())
                        .isEqualTo(1);
                assertThat(steps(id)).hasSize(30);
            });
            assertThat(jobs.stream().map(id -> node.job(id).get("worker").asString()))
                    .contains("main", "other");
        }
    }

    @Test
    void jobsOutliveARestartOfTheService() {
        Map<String, Object> fresh = freshDatabase();
        List<UUID> jobs;
        try (TestNode before = node("before", fresh)) {
            jobs = IntStream.range(0, 4)
                    .mapToObj(number -> before.submit(Map.of("steps", 300, "delay_ms", 10)))
                    .toList();
            await().until(() -> before.list("/jobs?status=running", "data").stream()
                            .filter(job -> job.at("/progress/step").asInt() > 5)
                            .count()
                    == 2);
        }
        try (TestNode after = node("after", fresh)) {
            jobs.forEach(id -> after.awaitStatus(id, "succeeded"));
            assertThat(jobs.stream()
                            .map(id -> after.job(id).get("attempt").asInt())
                            .sorted())
                    .containsExactly(1, 1, 2, 2);
            assertThat(jobs)
                    .allSatisfy(id -> assertThat(after.list("/jobs/" + id + "/metrics", "train"))
                            .hasSize(300));
        }
    }

    @Test
    void streamThatReconnectsMissesNothingAndRepeatsNothing() throws IOException {
        UUID id = node.submit(Map.of("steps", 200, "delay_ms", 10, "checkpoint_every", 50));
        List<EventClient.Event> events = new ArrayList<>();
        try (EventClient client = EventClient.open(node, id, 0)) {
            events.addAll(client.read(40));
        }
        try (EventClient client = EventClient.open(node, id, events.get(39).id())) {
            events.addAll(client.read(100));
        }
        await().untilAsserted(() -> assertThat(steps(id)).hasSizeGreaterThan(150));
        try (EventClient client = EventClient.open(node, id, events.get(139).id())) {
            events.addAll(client.read(Integer.MAX_VALUE));
        }
        assertThat(events)
                .extracting(EventClient.Event::id)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events).filteredOn(event -> event.type().equals("train")).hasSize(200);
        assertThat(events).extracting(EventClient.Event::type).contains("train", "eval", "status", "checkpoint", "log");
        EventClient.Event last = events.get(events.size() - 1);
        assertThat(last.type()).isEqualTo("status");
        assertThat(TestNode.JSON.readTree(last.data()).get("status").asString()).isEqualTo("succeeded");

        JsonNode page = node.get("/jobs/" + id + "/events?limit=10&after=5");
        assertThat(page.at("/data/0/id").asLong()).isEqualTo(6);
        assertThat(page.at("/next").asString()).isEqualTo("15");
    }

    @Test
    void manyFollowersNeedFewThreads() {
        UUID id = node.submit(Map.of("steps", 100, "delay_ms", 20));
        long before = streamThreads();
        List<CompletableFuture<HttpResponse<String>>> followers =
                IntStream.range(0, 300).mapToObj(number -> node.follow(id)).toList();
        await().untilAsserted(() -> assertThat(steps(id)).hasSizeGreaterThan(20));
        assertThat(streamThreads() - before).isLessThanOrEqualTo(4);
        Set<String> bodies = followers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.body().replaceAll("(?m)^: .*\n\n", ""))
                .collect(Collectors.toSet());
        assertThat(bodies).hasSize(1);
        assertThat(bodies.iterator().next().lines().filter("event: train"::equals))
                .hasSize(100);
    }

    /** Of every service in this process. */
    private static long streamThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("live-stream"))
                .count();
    }

    @Test
    void trainRowsAreThinnedAndAnsweredAsCsv() {
        UUID id = node.submit(Map.of("steps", 2500));
        node.awaitStatus(id, "succeeded");
        List<JsonNode> thinned = node.list("/jobs/" + id + "/metrics?points=50", "train");
        assertThat(thinned).hasSizeBetween(20, 50);
        assertThat(thinned.get(0).get("step").asInt()).isEqualTo(1);
        assertThat(thinned.get(thinned.size() - 1).get("step").asInt()).isEqualTo(2500);

        HttpResponse<String> csv = node.send("GET", "/jobs/" + id + "/metrics", "Accept", "text/csv");
        assertThat(csv.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(csv.body().lines()).hasSize(2501);
        assertThat(csv.body().lines().skip(10).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("10,0.004,0.1,5.0E-5,1.5,"));
    }

    /** Of which most are not read for it: also after a job went back to a checkpoint within a block. */
    @Test
    void longCurveIsThinnedFromItsBlocksExtremes() {
        UUID id = node.submit(
                Map.of("steps", 6000, "nan_at", 3333, "checkpoint_every", 2500, "exit_at", 4000, "only_attempt", 1));
        node.awaitStatus(id, "succeeded");
        Long blocks = node.context
                .getBean(JdbcTemplate.class)
                .queryForObject("select count(*) from step_block where job_id = ?", Long.class, id);
        assertThat(blocks).isEqualTo(6000 / 64 + 6000 / 1024);

        List<Integer> thinned = node.list("/jobs/" + id + "/metrics?points=60", "train").stream()
                .map(row -> row.get("step").asInt())
                .toList();
        assertThat(thinned)
                .hasSizeBetween(40, 60)
                .startsWith(1)
                .endsWith(6000)
                .contains(3333)
                .isSorted()
                .doesNotHaveDuplicates();
        List<Integer> later = node.list("/jobs/" + id + "/metrics?points=40&after=1000", "train").stream()
                .map(row -> row.get("step").asInt())
                .toList();
        assertThat(later).startsWith(1001).endsWith(6000).contains(3333).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void listIsFilteredAndPagedNewestFirst() {
        List<UUID> made = IntStream.range(0, 5)
                .mapToObj(number -> node.submit("listed", Map.of(), 0))
                .toList();
        made.forEach(id -> node.awaitStatus(id, "succeeded"));
        JsonNode first = node.get("/jobs?name=listed&limit=2");
        JsonNode second = node.get("/jobs?status=succeeded&tag=team:listed&limit=3&after="
                + first.get("next").asString());
        List<String> ids = Stream.of(first, second)
                .flatMap(page -> page.get("data").valueStream())
                .map(job -> job.get("id").asString())
                .toList();
        assertThat(ids)
                .isEqualTo(made.stream()
                        .map(UUID::toString)
                        .sorted(Comparator.comparing(id -> -made.indexOf(UUID.fromString(id))))
                        .toList());
        assertThat(second.get("has_more").asBoolean()).isFalse();
        assertThat(node.list("/jobs?tag=team:nobody", "data")).isEmpty();
        assertThat(node.get("/jobs/" + made.get(0)).at("/tags/team").asString()).isEqualTo("listed");
    }

    @Test
    void idempotencyKeyMakesOneJob() {
        JobSubmission.Submitted first = node.submit("key-1", "hash");
        assertThat(first.created()).isTrue();
        assertThat(node.submit("key-1", "hash")).isEqualTo(new JobSubmission.Submitted(first.id(), false));
        assertThatThrownBy(() -> node.submit("key-1", "other")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo("idempotency_key_reused");
            assertThat(e.status().value()).isEqualTo(422);
        });
    }

    @Test
    void postedJobIsCheckedQueuedAndNotRepeated() throws IOException {
        Path files = Files.createDirectories(home.resolve("files"));
        Files.writeString(files.resolve("train.tsv"), "sentence\tlabel\n" + "one text\tno\nanother\tyes\n".repeat(8));
        FileSystemUtils.copyRecursively(Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert"));
        String body = """
                {"name": "posted", "checkpoint": "file:bert", "priority": 3, "tags": {"team": "search"},
                 "dataset": {"files": {"train": "file:train.tsv"}, "quoting": "none"},
                 "hyperparameters": {"num_train_epochs": 2, "eval_strategy": "no"}}""";

        HttpResponse<String> dry = node.post("/jobs?dry_run=true", body);
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        assertThat(TestNode.JSON.readTree(dry.body()).get("total_steps").asInt())
                .isEqualTo(4);
        assertThat(node.list("/jobs?name=posted", "data")).isEmpty();

        HttpResponse<String> created = node.post("/jobs", body, "Idempotency-Key", "posted-1");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode job = TestNode.JSON.readTree(created.body());
        assertThat(created.headers().firstValue("Location"))
                .contains("/jobs/" + job.get("id").asString());
        assertThat(job.at("/hyperparameters/num_train_epochs").asInt()).isEqualTo(2);
        assertThat(job.at("/hyperparameters/learning_rate").asDouble()).isEqualTo(5e-5);
        assertThat(job.at("/progress/max_steps").asInt()).isEqualTo(4);
        assertThat(job.at("/dataset/files/train").asString()).isEqualTo("file:train.tsv");
        assertThat(job.at("/dataset/quoting").asString()).isEqualTo("none");
        assertThat(job.get("dataset").has("text_pair")).isFalse();

        HttpResponse<String> again = node.post("/jobs", body, "Idempotency-Key", "posted-1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(TestNode.JSON.readTree(again.body()).get("id")).isEqualTo(job.get("id"));
        HttpResponse<String> other = node.post("/jobs", body.replace("posted", "p2"), "Idempotency-Key", "posted-1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(TestNode.JSON.readTree(other.body()).get("code").asString()).isEqualTo("idempotency_key_reused");
        HttpResponse<String> wrong = node.post("/jobs", body.replace("num_train_epochs", "num_epochs"));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("hyperparameters.num_epochs");
        node.awaitStatus(UUID.fromString(job.get("id").asString()), "succeeded");
    }

    @Test
    void wrongPathsAndParametersAreProblems() {
        assertThat(node.send("GET", "/jobs/nonsense").statusCode()).isEqualTo(404);
        assertThat(node.send("GET", "/jobs/" + UUID.randomUUID() + "/metrics").body())
                .contains("job_not_found");
        assertThat(node.send("GET", "/jobs/" + UUID.randomUUID() + "/events", "Accept", "text/event-stream"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("job_not_found"));
        for (String query : List.of("status=done", "limit=0", "limit=1001", "tag=team", "after=x")) {
            HttpResponse<String> answer = node.send("GET", "/jobs?" + query);
            assertThat(answer.statusCode()).as(query).isIn(400, 422);
            assertThat(answer.body()).as(query).contains("errors");
        }
    }

    @Test
    void metersTellWhatRan() {
        UUID id = node.submit(Map.of("steps", 10));
        node.awaitStatus(id, "succeeded");
        String meters = node.send("GET", "/actuator/prometheus").body();
        assertThat(meters)
                .contains("tunewright_jobs{status=\"succeeded\"}")
                .contains("tunewright_training_steps_total")
                .contains("tunewright_training_samples_total")
                .contains("tunewright_queue_wait_seconds_count")
                .contains("tunewright_relay_lag_seconds_count")
                .contains("tunewright_trainer_exits_total{cause=\"finished\"}");
    }

    @Test
    void everyMeterStandsInTheDocument() throws IOException {
        String document = Files.readString(Path.of("src/docs/operations.md"));
        List<String> meters = node.send("GET", "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE tunewright_"))
                .map(line -> line.split(" ")[2].replaceAll("_max$", ""))
                .toList();
        assertThat(meters)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(document).contains("`" + name));
    }

    @Test
    void nothingRunsForTracesThatNobodyAskedFor() {
        assertThat(node.context.getBean(Tracer.class)).isSameAs(Tracer.NOOP);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("BatchSpanProcessor") || name.startsWith("OkHttp"));
    }

    @Override
    public TestNode node() {
        return node;
    }

    /** A further node on a database. */
    TestNode node(String name, Map<String, Object> database) {
        return TestNode.start(database, home, Map.of("tunewright.worker.name", name));
    }

    Instant startOf(UUID id) {
        return Instant.parse(node.job(id).get("started_at").asString());
    }

    void sql(String statement, Object... parameters) {
        assertThat(node.context.getBean(JdbcTemplate.class).update(statement, parameters))
                .isEqualTo(1);
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
