package dev.tunewright.service.worker;

import dev.tunewright.Tunewright;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.DatasetReference;
import dev.tunewright.service.job.HubPins;
import dev.tunewright.service.job.JobSpec;
import dev.tunewright.service.job.JobSpecResolver;
import dev.tunewright.service.job.JobSubmission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A whole service in this process. */
final class TestNode extends NodeClient implements AutoCloseable {

    private static final Preflight.Plan PLAN = new Preflight.Plan(
            Map.of("num_train_epochs", 1),
            20,
            new Labels(Labels.ProblemType.SINGLE_LABEL_CLASSIFICATION, 2, List.of("no", "yes")),
            Map.of("train", 160));

    /** Ages that no test lives to see, unless it looks ahead. */
    private static final Map<String, Object> HOUSEWORK = Map.of(
            "tunewright.webhooks.allowed-networks", "127.0.0.0/8",
            "tunewright.webhooks.first-delay", "50ms",
            "tunewright.webhooks.timeout", "1s",
            "tunewright.chores.poll-interval", "200ms",
            "tunewright.retention.checkpoint-age", "30d",
            "tunewright.retention.checkpoint-count", 3,
            "tunewright.retention.step-age", "60d",
            "tunewright.retention.step-count", 40,
            "tunewright.retention.idempotency-key-age", "90d",
            "tunewright.retention.dataset-age", "120d");

    final ConfigurableApplicationContext context;

    private TestNode(ConfigurableApplicationContext context) {
        super("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
        this.context = context;
    }

    /** @return a service whose trainer is a fake */
    static TestNode start(Map<String, Object> database, Path home, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(database);
        properties.putAll(more);
        return start(home, properties, Tunewright.class, Fakes.class);
    }

    /** @return the service as it is, on a database below its home */
    static TestNode startReal(Path home, Map<String, Object> more) {
        return start(home, more, Tunewright.class);
    }

    private static TestNode start(Path home, Map<String, Object> more, Class<?>... sources) {
        String[] arguments = settings(home, more).entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new TestNode(new SpringApplicationBuilder(sources).run(arguments));
    }

    /** @return what makes a node quick to notice things */
    static Map<String, Object> settings(Path home, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(HOUSEWORK);
        properties.putAll(Map.ofEntries(
                Map.entry("server.port", 0),
                Map.entry("tunewright.home", home.toString()),
                Map.entry("tunewright.worker.devices", "cpu,cpu"),
                Map.entry("tunewright.worker.poll-interval", "200ms"),
                Map.entry("tunewright.worker.heartbeat-interval", "500ms"),
                Map.entry("tunewright.worker.missed-heartbeats", 12),
                Map.entry("tunewright.worker.stop-grace", "3s"),
                Map.entry("tunewright.worker.retry-backoff", "100ms"),
                Map.entry("tunewright.datasets.max-upload-size", "500KB"),
                Map.entry("spring.main.banner-mode", "off"),
                Map.entry("logging.level.root", "warn")));
        properties.putAll(more);
        return properties;
    }

    UUID submit(Map<String, Object> behaviour) {
        return submit("job", behaviour, 0);
    }

    UUID submit(String name, Map<String, Object> behaviour, int priority) {
        return context.getBean(JobSubmission.class)
                .submit(spec(name, behaviour, priority), PLAN)
                .id();
    }

    JobSubmission.Submitted submit(String key, String hash) {
        return context.getBean(JobSubmission.class).submit(spec("keyed", Map.of(), 0), PLAN, key, hash);
    }

    private static JobSpec spec(String name, Map<String, Object> behaviour, int priority) {
        DatasetReference dataset = new DatasetReference(
                "glue/mrpc", null, null, null, null, null, null, null, null, null, null, null, null, null);
        return new JobSpec(
                name,
                "bert-base-uncased",
                dataset,
                behaviour,
                Map.of(),
                2,
                List.of(),
                Map.of("team", name),
                priority,
                (Integer) behaviour.get("max_attempts"),
                (Integer) behaviour.get("timeout_seconds"));
    }

    /** @return the first attempt at a job */
    static Attempt attempt(UUID id) {
        return attempt(id, 1);
    }

    static Attempt attempt(UUID id, int number) {
        return new Attempt(id, number, spec("job", Map.of(), 0), HubPins.NONE, Duration.ZERO, null);
    }

    @Override
    public void close() {
        context.close();
    }

    /** In place of training, checkpoints and data. */
    @TestConfiguration
    static class Fakes {

        @Bean
        @Primary
        TrainerCommand fakeTrainer(@Value("${tunewright.test.trainer:java}") String program) {
            return program.equals("shell")
                    ? new ShellTrainer()
                    : () -> List.of(
                            "/bin/bash",
                            "-c",
                            "ulimit -f 65536; exec \"$@\"",
                            "trainer",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FakeTrainer.class.getName());
        }

        @Bean
        @Primary
        JobSpecResolver fakeResolver() {
            return (spec, pins, listener) -> new TrainTask(
                    Path.of("/checkpoint"),
                    DatasetSpec.ofFiles(Map.of("train", List.of(Path.of("/train.tsv")))),
                    spec.hyperparameters(),
                    spec.config(),
                    spec.numLabels(),
                    spec.metrics());
        }
    }
}
