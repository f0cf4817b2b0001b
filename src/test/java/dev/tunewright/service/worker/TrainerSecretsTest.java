package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.runner.TrainSpec;
import dev.tunewright.engine.runner.TrainTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process in the trainer's place tells what it sees of the worker's environment. */
class TrainerSecretsTest {

    @Test
    void trainerSeesNoSecretOfTheService(@TempDir Path home) throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        for (String name : List.of(
                "SPRING_DATASOURCE_PASSWORD",
                "SPRING_APPLICATION_JSON",
                "TUNEWRIGHT_SECURITY_KEYS_0_KEY",
                "HF_TOKEN",
                "HUGGING_FACE_HUB_TOKEN",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "PGPASSWORD",
                "https_proxy",
                "JAVA_TOOL_OPTIONS",
                "WEBHOOK_SECRET")) {
            environment.put(name, "top secret");
        }
        environment.put("OMP_NUM_THREADS", "2");
        TrainerLauncher launcher =
                new TrainerLauncher(() -> List.of("/usr/bin/env", "-0"), Duration.ofSeconds(5), 5, environment);
        TrainTask task = new TrainTask(
                Path.of("/checkpoint"),
                DatasetSpec.ofFiles(Map.of("train", List.of(Path.of("/train.tsv")))),
                Map.of(),
                Map.of(),
                2,
                List.of());
        String seen;
        try (WorkFolder folder =
                        WorkFolder.create(home.resolve("work"), home, TestNode.attempt(java.util.UUID.randomUUID()));
                TrainerProcess trainer =
                        launcher.start(new TrainSpec(task, folder.output(), "cpu", null), Device.CPU, folder)) {
            StringBuilder output = new StringBuilder();
            for (int next = trainer.output().read();
                    next >= 0;
                    next = trainer.output().read()) {
                output.append((char) next);
            }
            seen = output.toString();
            assertThat(Files.size(folder.log())).isZero();
        }
        assertThat(seen)
                .doesNotContain("top secret")
                .contains("OMP_NUM_THREADS=2")
                .contains("PATH=");
        Set<String> names = new TreeSet<>();
        for (String entry : seen.split("\0")) {
            names.add(entry.replaceFirst("=.*", ""));
        }
        assertThat(names).noneMatch(name -> name.matches("(?i).*(token|secret|password|key|credential).*"));
    }
}
