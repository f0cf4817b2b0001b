package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A checkpoint's {@code trainer_state.json} is the one that Hugging Face's Trainer writes at that step. */
class GoldenStateTest {

    @TempDir
    Path scratch;

    @Test
    void everyKeyAndValueIsTheOriginals() throws Exception {
        Golden golden = Golden.read("bert", "golden-state.json");
        TrainTask task = golden.task(scratch, Map.of("early_stopping_patience", 2), Map.of());
        GoldenTest.run(new TrainSpec(task, scratch, "cpu", null));

        JsonNode ours =
                JsonMapper.shared().readTree(Files.readAllBytes(scratch.resolve("checkpoint-10/trainer_state.json")));
        JsonNode theirs = golden.json().get("trainer_state");
        assertThat(ours.propertyNames()).containsExactlyElementsOf(theirs.propertyNames());
        same("", theirs, ours);
    }

    private static void same(String path, JsonNode theirs, JsonNode ours) {
        if (theirs.isObject()) {
            theirs.forEachEntry((key, value) -> {
                assertThat(ours.has(key)).as(path + "/" + key).isTrue();
                same(path + "/" + key, value, ours.get(key));
            });
        } else if (theirs.isArray()) {
            assertThat(ours).as(path).hasSize(theirs.size());
            for (int i = 0; i < theirs.size(); i++) {
                same(path + "/" + i, theirs.get(i), ours.get(i));
            }
        } else if (path.equals("/best_model_checkpoint")) {
            // Ours is beside the checkpoint, wherever both are moved to.
            assertThat(theirs.asString()).endsWith("/" + ours.asString());
        } else if (path.endsWith("_runtime") || path.endsWith("_per_second")) {
            assertThat(ours.asDouble()).as(path).isPositive();
        } else if (theirs.isNumber()) {
            assertThat(ours.isNumber()).as(path).isTrue();
            assertThat(ours.asDouble()).as(path).isCloseTo(theirs.asDouble(), within(2e-3));
        } else {
            assertThat(ours).as(path).isEqualTo(theirs);
        }
    }
}
