package dev.tunewright.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.data.EmbeddedDatasets;
import dev.tunewright.engine.trainer.PredictionOutput;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseExampleTest {

    @TempDir
    Path scratch;

    @Test
    void theCoursesProgramRunsInJava() {
        Path tinyBert = Path.of("src/test/resources/golden/bert");

        PredictionOutput output = CourseExample.fineTune(
                tinyBert, EmbeddedDatasets.materialise("paraphrase", scratch), scratch.resolve("test-trainer"));

        assertThat(output.predictions()).hasSameSizeAs(output.labelIds());
        assertThat(output.predictions()[0]).hasSize(2);
        assertThat(output.metrics()).containsKeys("test_loss", "test_accuracy", "test_f1", "test_runtime");
        assertThat(output.metrics().get("test_loss")).isBetween(0.1, 1.0);
    }
}
