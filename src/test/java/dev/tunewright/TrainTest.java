package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code train} as a shell sees it: a process with arguments, files, lines and an exit status. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrainTest {

    private static final Path CHECKPOINT = Path.of("src/test/resources/golden/bert");

    @TempDir
    Path scratch;

    private Path output;

    @BeforeEach
    void writeRows() throws IOException {
        output = scratch.resolve("output");
        JsonNode golden = JsonMapper.shared().readTree(Files.readAllBytes(CHECKPOINT.resolve("golden.json")));
        for (String split : List.of("train", "eval")) {
            List<String> lines = new ArrayList<>();
            golden.get(split + "_rows")
                    .forEach(row -> lines.add(JsonMapper.shared()
                            .writeValueAsString(Map.of("a", row.get(0), "b", row.get(1), "label", row.get(2)))));
            Files.write(scratch.resolve(split + ".jsonl"), lines);
        }
    }

    @Test
    void trainedModelAndItsManifestRepeatTheRun() throws Exception {
        Run first = run("--spec", job("{\"label_smoothing_factor\": 0.1, \"max_steps\": 5}"), "--output", "output");

        assertThat(first.exit).as(first.errors).isZero();
        assertThat(first.lines)
                .contains("150 rows to train on, 100 to evaluate; 5 steps on cpu")
                .contains("step 1/5")
                .contains("Final model on 100 rows of validation: loss 0.")
                .contains("The model is in " + output.toRealPath());
        try (var files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains(
                            "config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "trainer_state.json",
                            "all_results.json")
                    .doesNotContain("model");
        }
        JsonNode predictions = json("output/predictions-validation.json");
        assertThat(predictions
                        .get("losses")
                        .valueStream()
                        .mapToDouble(JsonNode::doubleValue)
                        .average()
                        .orElseThrow())
                .isCloseTo(predictions.at("/metrics/test_loss").doubleValue(), within(1e-12));
        assertThat(json("output/all_results.json").get("eval_loss")).isEqualTo(predictions.at("/metrics/test_loss"));
        assertThat(json("output/trainer_state.json").get("log_history").findValues("train_loss"))
                .hasSize(1);
        JsonNode worst = JsonMapper.shared()
                .readTree(Files.readAllLines(output.resolve("worst-validation.jsonl"))
                        .get(0));
        assertThat(worst.get("loss"))
                .isEqualTo(predictions.get("losses").get(worst.get("row").intValue()));
        JsonNode manifest = json("output/manifest.json");
        Files.writeString(scratch.resolve("again.json"), manifest.get("spec").toString());
        assertThat(run("--spec", "again.json", "--output", "again").exit).isZero();
        assertThat(hashes(json("again/manifest.json").get("model"))).isEqualTo(hashes(manifest.get("model")));
        assertThat(hashes(manifest.get("dataset"))).containsOnlyKeys("train.jsonl", "eval.jsonl");
    }

    @Test
    void killedAndStoppedTrainingGoesOnExactly() throws Exception {
        String arguments = "{\"num_train_epochs\": 30, \"save_steps\": 20, \"save_total_limit\": 2}";
        assertThat(run("--spec", job(arguments), "--output", "whole").exit).isZero();

        Process killed = start("--spec", job(arguments), "--output", "output");
        awaitCheckpoint(killed, 40);
        // Else it trains on, to its end on a slow day, while the others below start and end.
        signal("STOP", killed);
        Run second = run("--spec", job(arguments), "--output", "output");
        assertThat(second.exit).isEqualTo(2);
        assertThat(second.errors).contains("is in use");
        killed.destroyForcibly().waitFor();
        int reached = Collections.max(checkpoints());

        Run begunAlready = run("--spec", job(arguments), "--output", "output");
        assertThat(begunAlready.exit).isEqualTo(2);
        assertThat(begunAlready.errors).contains("--resume");
        Run otherJob = run("--spec", job("{\"seed\": 7}"), "--output", "output", "--resume");
        assertThat(otherJob.exit).isEqualTo(2);
        assertThat(otherJob.errors).contains("another job");

        Process stopped = start("--spec", job(arguments), "--output", "output", "--resume");
        awaitCheckpoint(stopped, reached + 40);
        stopped.destroy();
        assertThat(stopped.waitFor()).isEqualTo(3);
        assertThat(read("lines")).contains("going on after step").contains("Stopped after step ");

        assertThat(run("--output", "output", "--resume").exit).isZero();
        assertThat(output.resolve("model.safetensors"))
                .hasSameBinaryContentAs(scratch.resolve("whole/model.safetensors"));
        assertThat(checkpoints()).hasSize(2);
        assertThat(json("output/manifest.json").get("resumed_from_steps")).hasSize(2);
        Run finished = run("--output", "output", "--resume");
        assertThat(finished.exit).isZero();
        assertThat(finished.lines).contains("is finished");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws Exception {
        Files.writeString(
                scratch.resolve("job.json"),
                "{\"checkpoint\": \"./nowhere\", \"dataset\": {\"files\": {\"train\": \"absent.tsv\"}},"
                        + " \"hyperparameters\": {\"learning_rate\": -1}, \"nmae\": \"x\"}");
        Run run = run("--spec", "job.json", "--output", "output");
        assertThat(run.exit).isEqualTo(2);
        assertThat(run.errors)
                .contains("checkpoint: ", "dataset.files.train: ", "hyperparameters.learning_rate: must be > 0, was -1")
                .contains("did you mean `name`?")
                .doesNotContain("\tat ");
        assertThat(run.lines).isEmpty();
        assertThat(run("--sepc", "job.json").errors).contains("Did you mean `--spec`?");
        assertThat(run("--help").lines).contains("Usage:").contains("--resume");
    }

    private String job(String hyperparameters) throws IOException {
        Files.writeString(scratch.resolve("job.json"), """
                {"checkpoint": "%s", "config": {"hidden_dropout_prob": 0.1},
                 "dataset": {"files": {"train": "train.jsonl", "validation": "./eval.jsonl"}, "text": "a", "text_pair": "b"},
                 "hyperparameters": %s}""".formatted(CHECKPOINT.toAbsolutePath(), hyperparameters));
        return "job.json";
    }

    private record Run(int exit, String lines, String errors) {}

    private Run run(String... arguments) throws Exception {
        int exit = start(arguments).waitFor();
        return new Run(exit, read("lines"), read("errors"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tunewright.Tunewright",
                "train"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
        builder.environment().put("TUNEWRIGHT_HOME", scratch.resolve("home").toString());
        return builder.redirectOutput(scratch.resolve("lines").toFile())
                .redirectError(scratch.resolve("errors").toFile())
                .start();
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void awaitCheckpoint(Process process, int step) {
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> !process.isAlive() || checkpoints().stream().anyMatch(saved -> saved >= step));
        assertThat(process.isAlive()).isTrue();
    }

    private List<Integer> checkpoints() throws IOException {
        if (!Files.isDirectory(output)) {
            return List.of();
        }
        try (var files = Files.list(output)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("checkpoint-"))
                    .map(name -> Integer.parseInt(name.substring("checkpoint-".length())))
                    .toList();
        }
    }

    private static Map<String, String> hashes(JsonNode part) {
        Map<String, String> hashes = new TreeMap<>();
        part.get("files")
                .forEach(file -> hashes.put(
                        file.get("file").asString(), file.get("sha256").asString()));
        return hashes;
    }

    private JsonNode json(String file) {
        return JsonMapper.shared().readTree(scratch.resolve(file));
    }

    private String read(String file) throws IOException {
        return Files.readString(scratch.resolve(file));
    }
}
