package dev.tunewright;

import dev.tunewright.client.Input;
import dev.tunewright.client.Job;
import dev.tunewright.client.NewJob;
import dev.tunewright.client.Prediction;
import dev.tunewright.client.TunewrightClient;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/**
 * {@code java -jar tunewright.jar demo}: starts the service, trains a small job over HTTP as any client would, shows how it
 * goes, asks the model two pairs, and leaves the service up.
 */
public final class Demo {

    private static final String NAME = "demo";

    private static final NewJob JOB = NewJob.of("embedded:minilm", Map.of("name", "embedded:paraphrase"))
            .named(NAME)
            .with("metrics", List.of("accuracy", "f1"))
            .hyperparameters(Map.of(
                    "num_train_epochs",
                    4,
                    "per_device_train_batch_size",
                    16,
                    "per_device_eval_batch_size",
                    32,
                    "learning_rate",
                    1e-4,
                    "warmup_ratio",
                    0.1,
                    "eval_strategy",
                    "epoch",
                    "save_strategy",
                    "epoch",
                    "load_best_model_at_end",
                    true,
                    "metric_for_best_model",
                    "accuracy",
                    "save_total_limit",
                    1));

    private static final List<Input> PAIRS = List.of(
            Input.pair(
                    "The ferry was cancelled because of the storm.", "Because of the storm, the ferry did not sail."),
            Input.pair("The ferry was cancelled because of the storm.", "The ferry sailed in spite of the storm."));

    private final TunewrightClient client;
    private final DemoScreen screen;
    private final Path files;

    private Demo(TunewrightClient client, DemoScreen screen, Path files) {
        this.client = client;
        this.files = files;
        this.screen = screen;
    }

    /** @param arguments further Spring properties, such as {@code --server.port=8081} */
    public static void main(String[] arguments) throws IOException {
        DemoScreen screen = new DemoScreen(ProgressScreen.ofThisProcess());
        screen.line("Tunewright demo: fine-tunes a small model to tell paraphrases from near misses. About a minute.");
        Optional<String> taken = DemoService.takenPort(arguments);
        if (taken.isPresent()) {
            screen.line(taken.get());
            System.exit(1);
        }
        screen.line("Starting the service ...");
        ConfigurableApplicationContext service = DemoService.start(arguments);
        Environment environment = service.getEnvironment();
        TunewrightClient client = TunewrightClient.at(DemoService.address(environment));
        Path home = service.getBean(TunewrightHome.class).path();
        boolean succeeded = new Demo(client, screen, home.resolve("files")).run();
        if (!succeeded || environment.getProperty("tunewright.demo.exit", Boolean.class, false)) {
            System.exit(SpringApplication.exit(service, () -> succeeded ? 0 : 1));
        }
        screen.line("");
        screen.line("The service stays up at " + client.address() + " until you press Ctrl-C.");
    }

    /** @return whether the job succeeded */
    private boolean run() {
        Job job = client.submit(JOB);
        screen.line("Posted job " + job.id() + " to " + client.address() + "/jobs");
        screen.begin(job.progress().maxSteps());
        Job ended = client.follow(job.id(), screen::show);
        screen.end();
        if (!ended.hasSucceeded()) {
            Job.Failure error = ended.error();
            screen.line(
                    "The job " + ended.status() + (error == null ? "." : ": " + error.code() + ": " + error.message()));
            return false;
        }
        showResults(job.id());
        showOwn();
        return true;
    }

    private void showResults(UUID job) {
        JsonNode predictions = client.get("/jobs/" + job + "/predictions?split=validation");
        JsonNode metrics = predictions.get("metrics");
        screen.line("");
        screen.line("Final model on " + predictions.get("rows").intValue() + " validation pairs: "
                + DemoScreen.scores(metrics, "test_"));
        screen.line("");
        screen.line("Asked by POST /predict:");
        List<Prediction> answers = client.predict(NAME, PAIRS);
        for (int i = 0; i < PAIRS.size(); i++) {
            Prediction answer = answers.get(i);
            double score = Collections.max(Objects.requireNonNull(answer.scores()));
            screen.line("  " + PAIRS.get(i).text() + " | " + PAIRS.get(i).textPair());
            screen.line("    -> " + answer.label() + " " + ProgressScreen.number(score));
        }
    }

    private void showOwn() {
        String json = "-H 'Content-Type: application/json' -d";
        screen.line("");
        screen.line("Your own, with files below " + files + " (or tunewright.file-roots):");
        screen.line("  curl " + client.address() + "/jobs " + json
                + " '{\"name\": \"mine\", \"checkpoint\": \"embedded:minilm\","
                + " \"dataset\": {\"files\": {\"train\": \"file:train.tsv\", \"validation\": \"file:dev.tsv\"}},"
                + " \"hyperparameters\": {\"num_train_epochs\": 3, \"eval_strategy\": \"epoch\"}}'");
        screen.line("  curl " + client.address() + "/jobs");
        screen.line("  curl " + client.address() + "/predict " + json
                + " '{\"model\": \"mine\", \"inputs\": [[\"One sentence.\", \"Another one.\"]]}'");
    }
}
