package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whenever its trainer is killed, a job comes to the rows and the weights of one that is left alone, bit for bit: with
 * dropout, within epochs and accumulation, around evaluations, checkpoints and the best model.
 */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledTrainerTest {

    private static final Logger LOG = LoggerFactory.getLogger(KilledTrainerTest.class);
    private static final int MOST_KILLS = 10;

    /** Of a machine that is busy with much else. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Set<String> TIMES =
            Set.of("time", "runtime", "samples_per_second", "steps_per_second", "attempt", "message");

    @TempDir
    static Path home;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        Path files = Files.createDirectories(home.resolve("files"));
        Path golden = Path.of("src/test/resources/golden/bert");
        FileSystemUtils.copyRecursively(golden, files.resolve("bert"));
        JsonNode rows = TestNode.JSON.readTree(golden.resolve("golden.json").toFile());
        writeRows(files.resolve("train.jsonl"), rows.get("train_rows"));
        writeRows(files.resolve("validation.jsonl"), rows.get("eval_rows"));
        node = TestNode.startReal(
                home,
                Map.of(
                        "tunewright.worker.devices", "cpu",
                        "tunewright.worker.max-attempts", MOST_KILLS + 1,
                        "tunewright.worker.retry-backoff-limit", "200ms"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Early stopping never comes about, but is counted; the best model is of the middle.
                "1 | 10 | {'gradient_accumulation_steps': 2, 'per_device_train_batch_size': 4, 'num_train_epochs': 30,"
                        + " 'learning_rate': 3e-4, 'warmup_steps': 50, 'logging_steps': 7, 'eval_on_start': true,"
                        + " 'eval_strategy': 'steps', 'eval_steps': 10, 'save_strategy': 'steps', 'save_steps': 10,"
                        + " 'save_total_limit': 2, 'load_best_model_at_end': true, 'early_stopping_patience': 50}",
                "2 | 5 | {'bf16': true, 'train_sampling_strategy': 'group_by_length', 'num_train_epochs': 30,"
                        + " 'lr_scheduler_type': 'cosine', 'eval_strategy': 'epoch', 'save_strategy': 'steps',"
                        + " 'save_steps': 19, 'logging_steps': 25, 'max_grad_norm': 0.5}"
            })
    void jobWhoseTrainerIsKilledIsTheUndisturbedOne(long seed, int kills, String arguments) throws IOException {
        UUID whole = submit(arguments.replace('\'', '"'));
        node.awaitStatus(whole, "succeeded", LIMIT);
        UUID killed = submit(arguments.replace('\'', '"'));
        CompletableFuture<HttpResponse<String>> followed = node.follow(killed);
        killAtRandomSteps(kills, killed, node.job(whole).at("/progress/step").asInt(), new Random(seed));
        node.awaitStatus(killed, "succeeded", LIMIT);

        assertThat(node.job(killed).get("attempt").asInt()).isEqualTo(kills + 1);
        int steps = node.job(whole).at("/progress/step").asInt();
        assertThat(train(killed))
                .extracting(row -> row.get("step").asInt())
                .isEqualTo(IntStream.rangeClosed(1, steps).boxed().toList());
        assertThat(train(killed)).isEqualTo(train(whole));
        assertThat(rows(killed, "metrics", "eval")).isEqualTo(rows(whole, "metrics", "eval"));
        assertThat(rows(killed, "log", "data")).isEqualTo(rows(whole, "log", "data"));
        for (String pointer : List.of("/progress/step", "/progress/epoch", "/latest/loss", "/best")) {
            assertThat(node.job(killed).at(pointer))
                    .as(pointer)
                    .isEqualTo(node.job(whole).at(pointer));
        }
        assertThat(events(killed)).isEqualTo(events(whole));
        assertAscendingIds(followed.join().body());
        assertThat(checkpoints(killed)).containsExactlyElementsOf(checkpoints(whole));
        assertThat(predictions(killed)).isEqualTo(predictions(whole));
        assertThat(model(killed)).isEqualTo(model(whole));
    }

    private static List<Integer> checkpoints(UUID id) {
        return node.list("/jobs/" + id + "/checkpoints", "data").stream()
                .map(row -> row.get("step").asInt())
                .toList();
    }

    /**
     * The next kill comes as soon as the job has come so far: in the midst of training, or while a trainer starts. The first
     * comes before there is a checkpoint.
     */
    private static void killAtRandomSteps(int kills, UUID id, int steps, Random random) {
        int[] targets = random.ints(kills, 1, steps * 9 / 10).sorted().toArray();
        targets[0] = 1;
        for (int target : targets) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> node.job(id).at("/progress/step").asInt() >= target
                            && trainer().findAny().isPresent());
            ProcessHandle trainer = trainer().findAny().orElseThrow();
            int step = node.job(id).at("/progress/step").asInt();
            trainer.destroyForcibly();
            trainer.onExit().join();
            LOG.warn("killed trainer {} at step {} of {}, aimed at {}", trainer.pid(), step, steps, target);
        }
    }

    private static Stream<ProcessHandle> trainer() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive);
    }

    private static void writeRows(Path file, JsonNode rows) throws IOException {
        Files.write(
                file,
                rows.valueStream()
                        .map(row -> TestNode.JSON.writeValueAsString(
                                Map.of("sentence1", row.get(0), "sentence2", row.get(1), "label", row.get(2))))
                        .toList());
    }

    private static UUID submit(String arguments) {
        HttpResponse<String> created = node.post("/jobs", """
                {"checkpoint": "file:bert", "hyperparameters": %s, "metrics": ["accuracy", "f1"],
                 "config": {"hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1},
                 "dataset": {"files": {"train": "file:train.jsonl", "validation": "file:validation.jsonl"},
                             "text": "sentence1", "text_pair": "sentence2", "label": "label"}}""".formatted(arguments));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return UUID.fromString(TestNode.JSON.readTree(created.body()).get("id").asString());
    }

    private static List<JsonNode> train(UUID id) {
        return rows(id, "metrics", "train");
    }

    /** @return rows without what may differ: times and speeds */
    private static List<JsonNode> rows(UUID id, String path, String field) {
        return node.list("/jobs/" + id + "/" + path, field).stream()
                .map(KilledTrainerTest::timeless)
                .toList();
    }

    private static JsonNode timeless(JsonNode row) {
        ObjectNode kept = (ObjectNode) row.deepCopy();
        kept.remove(row.propertyNames().stream()
                .filter(name -> TIMES.stream().anyMatch(name::endsWith))
                .toList());
        return kept;
    }

    /** @return data of the events that tell of training, in their order */
    private static List<JsonNode> events(UUID id) {
        List<JsonNode> events = new ArrayList<>();
        JsonNode page = node.get("/jobs/" + id + "/events?limit=1000");
        events.addAll(page.get("data").valueStream().toList());
        while (page.get("has_more").asBoolean()) {
            page = node.get("/jobs/" + id + "/events?limit=1000&after="
                    + page.get("next").asString());
            events.addAll(page.get("data").valueStream().toList());
        }
        assertThat(events)
                .extracting(event -> event.get("id").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        return events.stream()
                .filter(event -> Set.of("train", "eval", "log")
                        .contains(event.get("type").asString()))
                .map(event -> event.get("data"))
                .filter(data -> !data.has("code"))
                .map(KilledTrainerTest::timeless)
                .toList();
    }

    private static void assertAscendingIds(String stream) {
        List<Long> ids = stream.lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Long.valueOf(line.substring(4)))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    private static JsonNode predictions(UUID id) {
        ObjectNode answer = (ObjectNode) node.get("/jobs/" + id + "/predictions?split=validation");
        answer.remove("job_id");
        answer.set("metrics", timeless(answer.get("metrics")));
        return answer;
    }

    /** @return contents of the final model's files by name, but for the two that tell when the job ran and where it went on */
    private static Map<String, String> model(UUID id) throws IOException {
        Path folder = home.resolve(
                "artifacts/jobs/" + id + "/" + node.job(id).get("attempt").asInt() + "/model");
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, String> contents = new TreeMap<>(files.collect(
                    Collectors.toMap(file -> file.getFileName().toString(), KilledTrainerTest::contents)));
            contents.keySet().removeAll(Set.of("manifest.json", "trainer_state.json"));
            return contents;
        }
    }

    private static String contents(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
