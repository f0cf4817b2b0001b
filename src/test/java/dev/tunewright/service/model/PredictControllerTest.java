package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.web.HttpSlice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        classes = PredictControllerTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class PredictControllerTest {

    @HttpSlice
    @Import({PredictController.class, OutputController.class, PredictionsController.class, TrainedJobs.class})
    static class Application {

        @Bean
        FakeJobs jobs() {
            return new FakeJobs();
        }

        @Bean
        FakeArtifacts artifacts() {
            return new FakeArtifacts();
        }

        @Bean
        PredictSettings settings() {
            return new PredictSettings(3, 1000, 2, 100, 8, 1);
        }

        @Bean
        PredictMetrics metrics() {
            return new PredictMetrics(new SimpleMeterRegistry());
        }

        @Bean
        ModelRegistry models(FakeArtifacts artifacts, PredictSettings settings, PredictMetrics metrics) {
            Classifier.Loader loader = folder -> new FakeClassifier(
                    ProblemType.of(folder.getFileName().toString()).orElse(ProblemType.SINGLE_LABEL_CLASSIFICATION),
                    new CountDownLatch(0));
            return new ModelRegistry(artifacts, loader, settings, metrics);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private FakeJobs jobs;

    @Autowired
    private FakeArtifacts artifacts;

    @TempDir
    private Path folder;

    @Test
    void pairsAreAnsweredInTheirOrder() throws Exception {
        JobDirectory.Entry job = trained("pairs", "model");
        JsonNode answer = json(200, predict(job.id(), "[[\"ab\", \"c\"], [\"d\", \"e\"]]"));
        assertThat(answer.get("model").toString())
                .isEqualTo("{\"job_id\":\"" + job.id() + "\",\"name\":\"pairs\",\"checkpoint_step\":42}");
        JsonNode first = answer.get("predictions").get(0);
        assertThat(first.get("logits").toString()).isEqualTo("[3.0,-3.0]");
        assertThat(first.get("scores").get(0).doubleValue()).isCloseTo(1 / (1 + Math.exp(-6)), within(1e-12));
        assertThat(first.get("argmax").intValue()).isZero();
        assertThat(first.get("label").stringValue()).isEqualTo("no");
        assertThat(first.get("tokens").intValue()).isEqualTo(3);
        assertThat(first.get("truncated").booleanValue()).isFalse();
        assertThat(answer.get("predictions").get(1).get("tokens").intValue()).isEqualTo(2);
    }

    @Test
    void stringAndListOfStringsAreAnswered() throws Exception {
        JobDirectory.Entry job = trained("strings", "model");
        assertThat(json(200, predict(job.id(), "\"abc\"")).get("predictions")).hasSize(1);
        JsonNode answer = json(200, predict(job.id(), "[\"a\", \"" + "x".repeat(200) + "\"]"));
        assertThat(answer.get("predictions").get(1).get("truncated").booleanValue())
                .isTrue();
    }

    @Test
    void regressionAnswersItsValueOnly() throws Exception {
        JobDirectory.Entry job = trained("value", "regression");
        JsonNode prediction =
                json(200, predict(job.id(), "\"abc\"")).get("predictions").get(0);
        assertThat(prediction.toString()).isEqualTo("{\"logits\":[3.0],\"tokens\":3,\"truncated\":false}");
    }

    @Test
    void severalLabelsAreAnsweredByTheirNames() throws Exception {
        JobDirectory.Entry job = trained("several", "multi_label_classification");
        JsonNode prediction =
                json(200, predict(job.id(), "\"abc\"")).get("predictions").get(0);
        assertThat(prediction.propertyNames()).containsExactly("logits", "scores", "labels", "tokens", "truncated");
        assertThat(prediction.get("labels").toString()).isEqualTo("[\"no\"]");
        assertThat(prediction.get("scores").get(1).doubleValue()).isCloseTo(1 / (1 + Math.exp(3)), within(1e-12));
    }

    @Test
    void nameStandsForItsLatestSuccess() throws Exception {
        JobDirectory.Entry first = trained("named", "model");
        jobs.add("named", JobStatus.FAILED);
        assertThat(json(200, predict("named", "\"a\""))
                        .get("model")
                        .get("job_id")
                        .stringValue())
                .isEqualTo(first.id().toString());
    }

    @Test
    void unknownModelIsNotFound() throws Exception {
        assertThat(json(404, predict("nobody", "\"a\"")).get("code").stringValue())
                .isEqualTo("model_not_found");
        json(404, predict(UUID.randomUUID(), "\"a\""));
    }

    @Test
    void jobThatHasNotSucceededIsAConflict() throws Exception {
        JobDirectory.Entry job = jobs.add("running", JobStatus.RUNNING);
        JsonNode problem = json(409, predict(job.id(), "\"a\""));
        assertThat(problem.get("code").stringValue()).isEqualTo("job_not_succeeded");
        assertThat(problem.get("detail").stringValue()).contains("running");
        json(409, predict("running", "\"a\""));
    }

    @Test
    void everyWrongRowIsNamed() throws Exception {
        JsonNode problem = json(422, predict("x", "[[\"a\", \"\"], 3, [\"a\", \"b\", \"c\"]]"));
        assertThat(problem.get("errors").toString())
                .contains("\"inputs[0][1]\",\"message\":\"must not be an empty text\"")
                .contains("\"inputs[1]\",\"message\":\"must be a string, was 3\"")
                .contains("\"inputs[2]\",\"message\":\"must be a pair [text, text_pair], had 3 elements\"");
        assertThat(errors(post("{\"modle\": \"x\"}")))
                .contains("did you mean `model`?")
                .contains("\"inputs\"");
        assertThat(errors(predict("x", "[\"a\", \"a\", \"a\", \"a\"]"))).contains("at most 3 rows, was 4");
        assertThat(errors(predict("x", "[\"a\", [\"a\", \"b\"]]"))).contains("inputs[1]");
        assertThat(errors(predict("x", "[]"))).contains("\"inputs\"");
    }

    @Test
    void predictionsKeepEveryNumberAsItWasWritten() throws Exception {
        JobDirectory.Entry job = trained("stored", "model");
        String stored = "{\"split\":\"validation\",\"rows\":1,\"predictions\":[[0.10000000149011612,-2.5e-8]]}";
        store(job, "predictions-validation.json", stored);
        assertThat(get("/jobs/" + job.id() + "/predictions?split=validation").body())
                .isEqualTo("{\"job_id\":\"" + job.id() + "\"," + stored.substring(1));
    }

    @Test
    void unknownSplitNamesThoseThereAre() throws Exception {
        JobDirectory.Entry job = trained("splits", "model");
        store(job, "predictions-validation.json", "{}");
        JsonNode problem = json(404, get("/jobs/" + job.id() + "/predictions?split=..%2Fx"));
        assertThat(problem.get("code").stringValue()).isEqualTo("split_not_found");
        assertThat(problem.get("detail").stringValue()).contains("there are: validation");
    }

    @Test
    void worstRowsArePagedAsTheyWereWritten() throws Exception {
        JobDirectory.Entry job = trained("worst", "model");
        store(job, "predictions-test.json", "{}");
        store(job, "worst-test.jsonl", "{\"row\":7,\"text\":\"ä\"}\n{\"row\":2}\n{\"row\":5}\n");
        String path = "/jobs/" + job.id() + "/predictions?split=test&order=loss";
        assertThat(get(path + "&limit=2").body())
                .isEqualTo("{\"job_id\":\"" + job.id() + "\",\"split\":\"test\",\"order\":\"loss\","
                        + "\"data\":[{\"row\":7,\"text\":\"ä\"},{\"row\":2}],\"has_more\":true,\"next\":\"2\"}");
        JsonNode last = json(200, get(path + "&limit=2&after=2"));
        assertThat(last.get("data").toString()).isEqualTo("[{\"row\":5}]");
        assertThat(last.get("has_more").booleanValue()).isFalse();
        assertThat(last.get("next").isNull()).isTrue();
        assertThat(json(200, get(path + "&after=9")).get("data")).isEmpty();
        assertThat(errors(get(path + "&after=x"))).contains("no cursor");
        assertThat(errors(get(path + "&limit=0"))).contains("limit");
        assertThat(errors(get(path.replace("loss", "length")))).contains("must be `loss`");
    }

    @Test
    void modelUnpacksIntoItsFolder() throws Exception {
        JobDirectory.Entry job = jobs.add("ünsafe/../na\"me", JobStatus.SUCCEEDED);
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        artifacts.put("jobs/" + job.id() + "/1/model", model);
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(request("/jobs/" + job.id() + "/model").build(), BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"nsafe-..-na-me.tar.gz\"");
        assertThat(untar(response.body()))
                .isEqualTo(new TreeMap<>(Map.of("config.json", "{}", "model.safetensors", "weights")));
    }

    @Test
    void checkpointsAreListedByStep() throws Exception {
        JobDirectory.Entry job = jobs.add("checkpoints", JobStatus.RUNNING);
        for (String name : new String[] {"checkpoint-10", "checkpoint-9", "model"}) {
            Path checkpoint = Files.createDirectories(folder.resolve(name));
            Files.writeString(checkpoint.resolve("config.json"), "12345");
            artifacts.put("jobs/" + job.id() + "/1/" + name, checkpoint);
        }
        JsonNode list = json(200, get("/jobs/" + job.id() + "/checkpoints"));
        assertThat(list.get("data")).hasSize(2);
        assertThat(list.get("data").get(0).get("step").intValue()).isEqualTo(9);
        assertThat(list.get("data").get(0).get("name").stringValue()).isEqualTo("checkpoint-9");
        assertThat(list.get("data").get(0).get("size_bytes").intValue()).isEqualTo(5);
        assertThat(list.get("has_more").booleanValue()).isFalse();
        assertThat(list.has("next")).isTrue();
        json(404, get("/jobs/" + UUID.randomUUID() + "/checkpoints"));
    }

    private JobDirectory.Entry trained(String name, String path) {
        JobDirectory.Entry job = jobs.add(name, JobStatus.SUCCEEDED);
        artifacts.put("jobs/" + job.id() + "/1/model", Path.of(path));
        return job;
    }

    private void store(JobDirectory.Entry job, String name, String content) throws IOException {
        artifacts.put("jobs/" + job.id() + "/1/" + name, Files.writeString(folder.resolve(name), content));
    }

    private String errors(HttpResponse<String> response) {
        return json(422, response).get("errors").toString();
    }

    private static JsonNode json(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> predict(Object model, String inputs) throws Exception {
        return post("{\"model\": \"" + model + "\", \"inputs\": " + inputs + "}");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(request("/predict")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static Map<String, String> untar(byte[] archive) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
