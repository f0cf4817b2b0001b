package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.trainer.TrainingArguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ManifestTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path scratch;

    @Test
    void specNamesTheCommitAndEveryArgument() throws Exception {
        Golden golden = Golden.read("bert", "golden.json");
        Path snapshot = Files.createDirectories(scratch.resolve("models--org--name/snapshots/" + COMMIT));
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(golden.checkpoint().resolve(file), snapshot.resolve(file));
        }
        Files.writeString(snapshot.resolve("pytorch_model.bin"), "another format of the same");
        TrainTask task = new Golden(snapshot, golden.json()).task(scratch, Map.of("max_steps", 1), Map.of());
        Map<String, Object> posted = new LinkedHashMap<>(Map.of("checkpoint", "org/name@main", "num_labels", 2));
        posted.put("name", null);

        new TrainProcess(
                        new TrainSpec(task, scratch, "cpu", null, new TrainSpec.Origin(posted, 3)),
                        event -> {},
                        () -> false)
                .run();

        JsonNode manifest = JsonMapper.shared().readTree(scratch.resolve("model/" + Manifest.FILE));
        assertThat(manifest.at("/spec/checkpoint").asString()).isEqualTo("org/name@" + COMMIT);
        assertThat(manifest.get("spec").propertyNames())
                .containsExactlyInAnyOrder("checkpoint", "num_labels", "hyperparameters");
        assertThat(manifest.at("/checkpoint/reference").asString()).isEqualTo("org/name@main");
        assertThat(manifest.at("/checkpoint/commit").asString()).isEqualTo(COMMIT);
        assertThat(manifest.at("/checkpoint/files")
                        .valueStream()
                        .map(file -> file.get("file").asString()))
                .containsExactly("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
        assertThat(manifest.get("attempt").asInt()).isEqualTo(3);
        Map<String, Object> arguments =
                JsonMapper.shared().convertValue(manifest.at("/spec/hyperparameters"), new TypeReference<>() {});
        assertThat(TrainingArguments.of(arguments).values())
                .isEqualTo(TrainingArguments.of(task.hyperparameters()).values());
    }
}
