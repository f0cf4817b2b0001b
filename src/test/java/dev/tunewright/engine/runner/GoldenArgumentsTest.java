package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.runner.TrainEvent.Logged;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The log is Hugging Face's, entry by entry, also with rarer arguments. */
class GoldenArgumentsTest {

    /** They tell how fast a machine is. */
    private static final Set<String> SPEEDS = Set.of(
            "train_runtime",
            "train_samples_per_second",
            "train_steps_per_second",
            "train_tokens_per_second",
            "eval_runtime",
            "eval_samples_per_second",
            "eval_steps_per_second");

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "golden-sgd.json",
                "golden-sgd-nesterov.json",
                "golden-adafactor.json",
                "golden-tokens.json",
                "golden-tokens-accumulated.json"
            })
    void everyLogEntryEqualsTheOriginals(String file) throws Exception {
        Golden golden = Golden.read("bert", file);
        List<Map<String, Object>> ours =
                GoldenTest.only(GoldenTest.run(new TrainSpec(golden.task(scratch), scratch, "cpu", null)), Logged.class)
                        .stream()
                        .map(Logged::entry)
                        .toList();

        JsonNode theirs = golden.json().get("log_history");
        assertThat(ours).hasSize(theirs.size());
        for (int i = 0; i < ours.size(); i++) {
            Map<String, Object> entry = ours.get(i);
            assertThat(List.copyOf(entry.keySet()))
                    .as("keys of entry %s", i)
                    .containsExactlyElementsOf(theirs.get(i).propertyNames());
            for (String key : entry.keySet()) {
                if (!SPEEDS.contains(key)) {
                    double expected = theirs.get(i).get(key).asDouble();
                    assertThat(((Number) entry.get(key)).doubleValue())
                            .as("entry %s: %s", i, key)
                            .isCloseTo(expected, within(key.equals("grad_norm") ? 5e-3 : 2e-4));
                }
            }
        }
    }
}
