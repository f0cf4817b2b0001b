package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PredictControllerTest extends PredictApplication {

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
    void bestLabelsAreAnsweredWhereTheyAreWanted() throws Exception {
        JobDirectory.Entry job = trained("best", "model");
        JsonNode answer = json(200, post("/models/best/predict", "{\"inputs\": \"abc\", \"top_k\": 1}"));
        JsonNode top = answer.at("/predictions/0/top_k");
        assertThat(top).hasSize(1);
        assertThat(top.at("/0/label").stringValue()).isEqualTo("no");
        assertThat(top.at("/0/score").doubleValue())
                .isEqualTo(answer.at("/predictions/0/scores/0").doubleValue());
        assertThat(answer.at("/model/job_id").stringValue()).isEqualTo(job.id().toString());
        assertThat(errors(post("/models/best/predict?top_k=1&truncate=no", "{\"inputs\": \"abc\"}")))
                .contains("top_k")
                .contains("truncate");
        assertThat(errors(post("/models/best/predict", "{\"inputs\": \"abc\", \"top_k\": 0, \"truncate\": 1}")))
                .contains("top_k")
                .contains("truncate");
    }

    @Test
    void textThatIsTooLongIsRefusedWithBothLengthsWhereItIsNotToBeCut() throws Exception {
        trained("strict", "model");
        String body = "{\"inputs\": [\"abc\", \"" + "x".repeat(120) + "\"], \"truncate\": false}";
        assertThat(errors(post("/models/strict/predict", body)))
                .contains("inputs[1]")
                .contains("has 120 tokens, and the model takes 100");
    }

    @Test
    void answerTellsWhereItsTimeWent() throws Exception {
        trained("timed", "model");
        assertThat(post("/models/timed/predict", "{\"inputs\": \"abc\"}")
                        .headers()
                        .firstValue("Server-Timing")
                        .orElseThrow())
                .matches("tokenise;dur=\\d+\\.\\d+, queue;dur=\\d+\\.\\d+, infer;dur=\\d+\\.\\d+");
    }

    @Test
    void requestThatTakesLongerThanItMayIsToldSo() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        loader.hold(Path.of("slow"), hold);
        JobDirectory.Entry job = trained("slow", "slow");
        String body = "{\"model\": \"" + job.id() + "\", \"inputs\": \"abc\"}";
        JsonNode problem = json(504, post("/predict", body, "X-Request-Timeout", "100ms"));
        assertThat(problem.get("code").stringValue()).isEqualTo("deadline_exceeded");
        hold.countDown();
        json(200, post("/predict", body, "X-Request-Timeout", "20"));
        assertThat(errors(post("/predict", body, "X-Request-Timeout", "soon"))).contains("X-Request-Timeout");
    }

    @Test
    void fullQueueIsToldWithWhenToComeAgain() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        loader.hold(Path.of("full"), hold);
        trained("full", "full");
        String three = "{\"inputs\": [\"a\", \"b\", \"c\"]}";
        List<CompletableFuture<HttpResponse<String>>> waiting =
                List.of(postLater("/models/full/predict", three), postLater("/models/full/predict", three));
        await().untilAsserted(() -> {
            HttpResponse<String> refused = post("/models/full/predict", three, "X-Request-Timeout", "200ms");
            assertThat(json(429, refused).get("code").stringValue()).isEqualTo("queue_full");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        });
        hold.countDown();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            json(200, each.join());
        }
    }

    @Test
    void whatIsAskedByAClientThatWentAwayIsNotComputed() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        loader.hold(Path.of("left"), hold);
        trained("left", "left");
        CompletableFuture<HttpResponse<String>> first = postLater("/models/left/predict", "{\"inputs\": \"a\"}");
        await().until(() -> loader.classifier(Path.of("left")) != null);
        FakeClassifier classifier = loader.classifier(Path.of("left"));
        classifier.started.await();
        String body = "{\"inputs\": \"" + "x".repeat(77) + "\"}";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(
                            ("POST /models/left/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(() -> assertThat(queuedRows()).isEqualTo(2));
        }
        hold.countDown();
        json(200, first.join());
        json(200, post("/models/left/predict", "{\"inputs\": \"abc\"}"));
        assertThat(classifier.batchTokens).containsExactly(1, 3);
    }

    @Test
    void nextRequestOnTheSameConnectionIsNotLost() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        loader.hold(Path.of("piped"), hold);
        trained("piped", "piped");
        String request = "POST /models/piped/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 15\r\n%s\r\n{\"inputs\":\"%s\"}";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.formatted("", "aa").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> loader.classifier(Path.of("piped")) != null);
            out.write(request.formatted("Connection: close\r\n", "bb").getBytes(StandardCharsets.US_ASCII));
            hold.countDown();
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
        }
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
        assertThat(errors(predict("{\"modle\": \"x\"}")))
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

    private void store(JobDirectory.Entry job, String name, String content) throws IOException {
        artifacts.put("jobs/" + job.id() + "/1/" + name, Files.writeString(folder.resolve(name), content));
    }

    private HttpResponse<String> predict(Object model, String inputs) throws Exception {
        return predict("{\"model\": \"" + model + "\", \"inputs\": " + inputs + "}");
    }

    private HttpResponse<String> predict(String body) throws Exception {
        return post("/predict", body);
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
