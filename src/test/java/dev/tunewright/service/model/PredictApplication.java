package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.web.HttpSlice;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of models, over HTTP; the models are fakes. */
@SpringBootTest(
        classes = PredictApplication.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
abstract class PredictApplication {

    @HttpSlice
    @Import({
        PredictController.class,
        TeiController.class,
        OipController.class,
        BulkController.class,
        ModelController.class,
        ModelCatalog.class,
        Predictor.class,
        ModelNames.class,
        PredictMetrics.class,
        OutputController.class,
        PredictionsController.class,
        TrainedJobs.class
    })
    static class Application {

        @Bean
        FakeJobs jobs() {
            return new FakeJobs();
        }

        @Bean
        FakeAliases aliases() {
            return new FakeAliases();
        }

        @Bean
        FakeArtifacts artifacts() {
            return new FakeArtifacts();
        }

        @Bean
        FakeLoader loader() {
            return new FakeLoader();
        }

        @Bean
        PredictSettings settings() {
            return TestSettings.of(3, 100 * FakeLoader.BYTES, 100, 8);
        }

        @Bean
        ApplicationAvailabilityBean availability() {
            return new ApplicationAvailabilityBean();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ModelRegistry models(
                FakeArtifacts artifacts, FakeLoader loader, PredictSettings settings, PredictMetrics metrics) {
            return new ModelRegistry(artifacts, loader, settings, metrics);
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    FakeJobs jobs;

    @Autowired
    FakeArtifacts artifacts;

    @Autowired
    FakeLoader loader;

    @Autowired
    private MeterRegistry meters;

    private final HttpClient client = HttpClient.newHttpClient();

    JobDirectory.Entry trained(String name, String path) {
        JobDirectory.Entry job = jobs.add(name, JobStatus.SUCCEEDED);
        artifacts.put("jobs/" + job.id() + "/1/model", Path.of(path));
        return job;
    }

    double queuedRows() {
        return meters.get("tunewright.predict.queue.rows").gauge().value();
    }

    String errors(HttpResponse<String> response) {
        return json(422, response).get("errors").toString();
    }

    static JsonNode json(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> put(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send(request(path).DELETE());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(posted(path, body, headers).header("Content-Type", "application/json"));
    }

    HttpResponse<String> postLines(String path, String body) throws Exception {
        return send(posted(path, body).header("Content-Type", "application/x-ndjson"));
    }

    CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return client.sendAsync(
                posted(path, body).header("Content-Type", "application/json").build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder posted(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? request : request.headers(headers);
    }
}
