package dev.tunewright.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tunewright.Tunewright;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as it is, with a trainer that really trains, for a browser to look at. */
final class DashboardService implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    /** Of a step: of every 64 the first has the highest and the last the lowest. */
    private static final String LOSS = "2.0 / sqrt(%s) - mod((%s) - 1, 64) / 640.0";

    private final HttpClient client = HttpClient.newHttpClient();
    final ConfigurableApplicationContext context;
    final String url;

    private DashboardService(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
                + context.getEnvironment().getProperty("server.servlet.context-path", "") + "/";
    }

    static DashboardService start(Path home, String... settings) {
        Stream<String> usual = Stream.of(
                "--server.port=0",
                "--tunewright.home=" + home,
                "--tunewright.worker.poll-interval=200ms",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn");
        return new DashboardService(new SpringApplicationBuilder(Tunewright.class)
                .run(Stream.concat(usual, Stream.of(settings)).toArray(String[]::new)));
    }

    /** @return the body of a job on the checkpoint and the sample that ship with the service */
    static String spec(String name, String hyperparameters) {
        return """
                {"name": "%s", "checkpoint": "embedded:minilm", "tags": {"team": "search"}, "metrics": ["accuracy", "f1"],
                 "dataset": {"name": "embedded:paraphrase", "max_train_samples": 32, "max_eval_samples": 40},
                 "hyperparameters": {"per_device_train_batch_size": 8, "eval_strategy": "epoch", "save_strategy": "no", %s}}""".formatted(name, hyperparameters);
    }

    /** @return its id */
    String submit(String spec) {
        return exchange(HttpRequest.newBuilder(URI.create(url + "jobs"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(spec)))
                .get("id")
                .asString();
    }

    /** @return the id of a cancelled job that looks as if it had trained for so many steps */
    String submitWithCurve(String name, int steps) {
        String id = submit(spec(name, "\"max_steps\": " + steps));
        cancel(id);
        awaitStatus(id, "cancelled");
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        jdbc.update("delete from step_metric where job_id = ?", UUID.fromString(id));
        jdbc.update(
                "insert into step_metric (job_id, event_id, step, epoch, loss, learning_rate, grad_norm, ended_at)"
                        + " select cast(? as uuid), 1000000 + x, x, x / 1000.0, "
                        + LOSS.formatted("x", "x")
                        + ", 1e-5, 1, now() from system_range(1, ?)",
                id,
                steps);
        for (int size : new int[] {64, 1024, 16_384}) {
            String lowest = "(x + 1) * " + size;
            String highest = "x * " + size + " + 1";
            jdbc.update(
                    "insert into step_block (job_id, size, block, lowest_step, lowest_loss, highest_step, highest_loss)"
                            + " select cast(? as uuid), ?, x, " + lowest + ", " + LOSS.formatted(lowest, lowest) + ", "
                            + highest + ", " + LOSS.formatted(highest, highest) + " from system_range(0, ?)",
                    id,
                    size,
                    steps / size - 1);
        }
        jdbc.update("update job set last_event = 2000000 where id = ?", UUID.fromString(id));
        return id;
    }

    void point(String alias, String id) {
        exchange(HttpRequest.newBuilder(URI.create(url + "models/" + alias))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"job_id\": \"" + id + "\"}")));
    }

    void cancel(String id) {
        exchange(HttpRequest.newBuilder(URI.create(url + "jobs/" + id + "/cancel"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    JsonNode job(String id) {
        return exchange(HttpRequest.newBuilder(URI.create(url + "jobs/" + id)));
    }

    void awaitStatus(String id, String status) {
        await().atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> job(id).get("status").asString(), List.of(status)::contains);
    }

    private JsonNode exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
