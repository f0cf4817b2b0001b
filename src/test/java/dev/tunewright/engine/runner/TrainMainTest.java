package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer as the worker sees it: a process with a line in, lines out and an exit status. */
class TrainMainTest {

    @TempDir
    Path scratch;

    @Test
    void closingStandardInputStopsWithACheckpoint() throws Exception {
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, Map.of("num_train_epochs", 10_000), Map.of());
        Process trainer = start();
        OutputStream input = trainer.getOutputStream();
        write(input, TrainEvents.writeSpec(new TrainSpec(task, scratch, "cpu", null)));
        BufferedReader lines = reader(trainer);
        String line = lines.readLine();
        while (!(TrainEvents.read(line) instanceof TrainEvent.Step)) {
            line = lines.readLine();
        }
        input.close();
        List<TrainEvent> rest = lines.lines().map(TrainEvents::read).toList();

        assertThat(trainer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(trainer.exitValue()).isEqualTo(TrainMain.STOPPED);
        assertThat(rest.get(rest.size() - 1)).isInstanceOf(TrainEvent.Stopped.class);
        TrainEvent.Stopped stopped = (TrainEvent.Stopped) rest.get(rest.size() - 1);
        assertThat(stopped.checkpoint()).isEqualTo(scratch.resolve("checkpoint-" + stopped.step()));
        assertThat(scratch.resolve("checkpoint-" + stopped.step() + "/optimizer.safetensors"))
                .isRegularFile();
    }

    @Test
    void inputThatCannotBeTrainedFailsWithItsViolations() throws Exception {
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, Map.of("learning_rate", -1), Map.of());
        Process trainer = start();
        write(trainer.getOutputStream(), TrainEvents.writeSpec(new TrainSpec(task, scratch, "cpu", null)));
        List<TrainEvent> events = reader(trainer).lines().map(TrainEvents::read).toList();

        assertThat(trainer.waitFor()).isEqualTo(TrainMain.FAILED);
        assertThat(events)
                .containsExactly(new TrainEvent.Failed(
                        "invalid_input", "hyperparameters.learning_rate: must be > 0, was -1", false));
    }

    private Process start() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-Xmx512m", "-cp", System.getProperty("java.class.path"), "dev.tunewright.Tunewright", "train");
        builder.redirectError(Files.createTempFile(scratch, "trainer", ".log").toFile());
        return builder.start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void write(OutputStream out, String line) throws Exception {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
