package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoScreenTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void terminalShowsOneLineThatIsDrawnAgain() {
        DemoScreen screen = screen(true);
        screen.show("train", step(1, 0));
        screen.show("train", step(2, 500));
        screen.show("train", step(3, 1000));
        screen.end();
        assertThat(shown())
                .doesNotContain("\n")
                .contains("\r[#########---------------------] step 3/10  loss 0.5000  2.0 steps/s  ETA 0:04");
    }

    @Test
    void pipeGetsALineEveryFewSeconds() {
        DemoScreen screen = screen(false);
        for (int i = 1; i <= 10; i++) {
            screen.show("train", step(i, i * 1000L));
        }
        assertThat(shown().lines()).hasSize(2);
        assertThat(shown())
                .doesNotContain("\r")
                .doesNotContain("\033")
                .contains("step 1/10")
                .contains("step 6/10");
    }

    @Test
    void evaluationsAreATable() {
        DemoScreen screen = screen(false);
        String eval =
                "{\"step\": 5, \"epoch\": 1.0, \"loss\": 0.5, \"accuracy\": 0.75, \"runtime\": 2.0, \"time\": \"x\"}";
        screen.show("eval", json(eval));
        screen.show("eval", json(eval.replace("0.75", "0.8")));
        assertThat(shown().lines().map(String::strip))
                .containsExactly(
                        "epoch   step       loss   accuracy",
                        "1.0000      5     0.5000     0.7500",
                        "1.0000      5     0.5000     0.8000");
    }

    @Test
    void scoresLeaveOutWhatIsNoScore() {
        assertThat(DemoScreen.scores(json("{\"test_accuracy\": 0.9, \"test_runtime\": 1, \"other\": 2}"), "test_"))
                .isEqualTo("accuracy 0.9000");
    }

    private DemoScreen screen(boolean terminal) {
        DemoScreen screen =
                new DemoScreen(new ProgressScreen(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal));
        screen.begin(10);
        return screen;
    }

    private static JsonNode step(int step, long millis) {
        return json("{\"step\": " + step + ", \"loss\": 0.5, \"time\": \"" + START.plusMillis(millis) + "\"}");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
