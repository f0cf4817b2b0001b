package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ModelControllerTest extends PredictApplication {

    private static final Path BERT = Path.of("src/test/resources/golden/bert/with-head");

    @TempDir
    private Path folder;

    @Test
    void aliasMovesUnderTrafficWithoutAnError() throws Exception {
        JobDirectory.Entry first = trained("blue", "blue");
        JobDirectory.Entry second = trained("green", "green");
        json(200, point("live", first));
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<List<HttpResponse<String>>>> traffic = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            traffic.add(CompletableFuture.supplyAsync(() -> askUntil(over)));
        }
        for (int i = 0; i < 40; i++) {
            json(200, point("live", i % 2 == 0 ? second : first));
        }
        json(200, point("live", second));
        over.set(true);
        for (CompletableFuture<List<HttpResponse<String>>> each : traffic) {
            assertThat(each.join()).isNotEmpty().allSatisfy(answer -> json(200, answer));
        }
        assertThat(json(200, ask()).at("/model/job_id").stringValue())
                .isEqualTo(second.id().toString());
    }

    @Test
    void aliasDoesNotMoveToAModelThatCannotBeLoaded() throws Exception {
        JobDirectory.Entry good = trained("good", "model");
        json(200, point("steady", good));
        JsonNode problem = json(500, point("steady", trained("bad", "broken")));
        assertThat(problem.get("detail").stringValue()).contains("model.safetensors is truncated");
        assertThat(json(200, post("/models/steady/predict", "{\"inputs\": \"a\"}"))
                        .at("/model/name")
                        .stringValue())
                .isEqualTo("good");
        json(409, point("steady", jobs.add("running", JobStatus.RUNNING)));
    }

    @Test
    void aliasGoesBeforeANameAndCanBeRemoved() throws Exception {
        JobDirectory.Entry older = trained("shadowed", "model");
        JobDirectory.Entry newer = trained("shadowed", "model");
        json(200, point("shadowed", older));
        assertThat(jobOf("shadowed")).isEqualTo(older.id().toString());
        assertThat(delete("/models/shadowed").statusCode()).isEqualTo(204);
        assertThat(jobOf("shadowed")).isEqualTo(newer.id().toString());
        json(404, delete("/models/shadowed"));
    }

    @Test
    void wrongAliasIsRefusedWithAllThatIsWrong() throws Exception {
        assertThat(errors(put("/models/" + jobs.add("x", JobStatus.QUEUED).id(), "{\"job\": \"a\"}")))
                .contains("alias")
                .contains("\"job_id\"")
                .contains("did you mean `job_id`");
        json(422, put("/models/a%20b", "{\"job_id\": \"x\"}"));
        json(404, put("/models/a", "{\"job_id\": \"x\"}"));
    }

    @Test
    void modelIsDescribedWithoutBeingLoaded() throws Exception {
        JobDirectory.Entry job = trained("described", BERT.toString());
        artifacts.put(
                "jobs/" + job.id() + "/1/predictions-validation.json",
                Files.writeString(
                        folder.resolve("predictions.json"),
                        "{\"split\":\"validation\",\"rows\":3,\"metrics\":{\"test_accuracy\":0.5},\"predictions\":[[1,2]]}"));
        JsonNode model = json(200, get("/models/described"));
        assertThat(model.get("job_id").stringValue()).isEqualTo(job.id().toString());
        assertThat(model.get("labels").toString()).isEqualTo("[\"LABEL_0\",\"LABEL_1\"]");
        assertThat(model.get("model_type").stringValue()).isEqualTo("bert");
        assertThat(model.get("problem_type").stringValue()).isEqualTo("single_label_classification");
        assertThat(model.get("parameters").longValue()).isPositive();
        assertThat(model.get("size_bytes").longValue())
                .isGreaterThan(4 * model.get("parameters").longValue());
        assertThat(model.at("/metrics/validation/test_accuracy").doubleValue()).isEqualTo(0.5);
        assertThat(model.get("loaded").booleanValue()).isFalse();
        post("/models/described/predict", "{\"inputs\": \"a\"}");
        assertThat(json(200, get("/models/described")).get("loaded").booleanValue())
                .isTrue();
    }

    @Test
    void modelsAreListedWithTheirAliases() throws Exception {
        JobDirectory.Entry job = trained("listed", "model");
        jobs.add("unfinished", JobStatus.FAILED);
        json(200, point("first-choice", job));
        JsonNode list = json(200, get("/models?limit=1"));
        assertThat(list.at("/data/0/name").stringValue()).isEqualTo("listed");
        assertThat(list.at("/data/0/aliases").toString()).isEqualTo("[\"first-choice\"]");
        assertThat(list.at("/data/0/loaded").booleanValue()).isTrue();
        assertThat(list.get("has_more").isBoolean()).isTrue();
        json(404, get("/models/nobody"));
    }

    private HttpResponse<String> point(String alias, JobDirectory.Entry job) throws Exception {
        return put("/models/" + alias, "{\"job_id\": \"" + job.id() + "\"}");
    }

    private String jobOf(String name) throws Exception {
        return json(200, post("/models/" + name + "/predict", "{\"inputs\": \"a\"}"))
                .at("/model/job_id")
                .stringValue();
    }

    private HttpResponse<String> ask() throws Exception {
        return post("/models/live/predict", "{\"inputs\": \"abc\"}");
    }

    private List<HttpResponse<String>> askUntil(AtomicBoolean over) {
        List<HttpResponse<String>> answers = new ArrayList<>();
        try {
            while (!over.get()) {
                answers.add(ask());
            }
            return answers;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
