package dev.tunewright.service.worker;

import dev.tunewright.engine.data.DataWarning;
import dev.tunewright.engine.data.TokenLengths;
import dev.tunewright.engine.runner.MemoryEstimate;
import dev.tunewright.engine.runner.TaskReport;
import dev.tunewright.engine.runner.TimeEstimate;
import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import dev.tunewright.engine.runner.TrainSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Speaks the trainer's protocol without training; the job's hyperparameters say what it does. Its loss of step n is 1/n, so
 * that tests know every row.
 */
final class FakeTrainer {

    private static volatile boolean stopAsked;

    private final TrainSpec spec;
    private final Map<String, Object> behaviour;
    private final int steps;

    private FakeTrainer(TrainSpec spec) {
        this.spec = spec;
        this.behaviour = behaviour(spec);
        this.steps = number("steps", 20);
    }

    /** A job that came over HTTP may have nothing strange among its hyperparameters, but has numbers among its tags. */
    private static Map<String, Object> behaviour(TrainSpec spec) {
        Map<String, Object> behaviour = new HashMap<>(spec.task().hyperparameters());
        if (spec.origin().spec().get("tags") instanceof Map<?, ?> tags) {
            tags.forEach((name, value) -> {
                if (String.valueOf(value).matches("\\d+")) {
                    behaviour.put(String.valueOf(name), Integer.valueOf(String.valueOf(value)));
                }
            });
        }
        return behaviour;
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        FakeTrainer trainer = new FakeTrainer(TrainEvents.readSpec(input.readLine()));
        Thread listener = new Thread(() -> {
            try {
                while (input.readLine() != null) {}
            } catch (IOException closed) {
                // Closed is closed.
            }
            stopAsked = true;
        });
        listener.setDaemon(true);
        listener.start();
        trainer.run();
    }

    private void run() throws Exception {
        System.err.println("fake trainer begins");
        int first = 0;
        Path checkpoint = spec.resumeFromCheckpoint();
        if (checkpoint != null) {
            first = Integer.parseInt(Files.readString(checkpoint.resolve("state")));
        }
        if (behaviour.containsKey("fail")) {
            tell(new TrainEvent.Failed(
                    String.valueOf(behaviour.get("fail")), "as asked", behaviour.containsKey("fail_retryable")));
            System.exit(1);
        }
        tell(new TrainEvent.Reported(report()));
        tell(new TrainEvent.Started(first, steps, 8 * steps, 8, behaviour, spec.device()));
        for (int step = first + 1; step <= steps; step++) {
            step(step);
            if (stopAsked && !behaviour.containsKey("ignore_stop")) {
                boolean there = step % number("checkpoint_every", 1_000_000) == 0;
                Path written = there ? spec.outputDir().resolve("checkpoint-" + step) : checkpoint(step);
                tell(new TrainEvent.Stopped(step, written));
                return;
            }
        }
        finish();
    }

    private TaskReport report() {
        TokenLengths lengths = new TokenLengths(8 * steps, false, 10, 10, 12, 13, 14, 15, 0);
        return new TaskReport(
                Map.of("train", 8 * steps),
                "single_label_classification",
                2,
                Map.of("train", Map.of("no", 4 * steps, "yes", 4 * steps)),
                Map.of("train", lengths),
                128,
                0,
                steps,
                80L * steps,
                "fake",
                false,
                new MemoryEstimate(1, 0, 0, 0, 0, 1, "as asked"),
                new TimeEstimate(1, 0.1, number("flops_per_step", 1_000_000_000), 0, 1e10, "as asked"),
                List.of(new DataWarning("duplicate_rows", "a row twice", "train", 1, List.of(1))));
    }

    private void step(int step) throws Exception {
        misbehave(step);
        Thread.sleep(number("delay_ms", 0));
        double epoch = (double) step / steps;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        boolean lost = step == number("nan_at", -1) || step >= number("nan_from", Integer.MAX_VALUE);
        double loss = lost ? Double.NaN : 1.0 / step;
        tell(new TrainEvent.Step(step, epoch, loss, 5e-5, 1.5, now));
        if (step % number("log_every", 10) == 0) {
            tell(new TrainEvent.Logged(Map.of("step", step, "loss", loss, "epoch", epoch)));
        }
        if (step % number("eval_every", 10) == 0) {
            tell(new TrainEvent.Evaluated(
                    step,
                    epoch,
                    Map.of("loss", loss, "accuracy", 0.5),
                    new TrainEvent.Best("accuracy", 0.5, step),
                    now));
        }
        if (step % number("checkpoint_every", 1_000_000) == 0) {
            checkpoint(step);
        }
    }

    private void misbehave(int step) throws Exception {
        Integer attempt = spec.origin().attempt();
        if (attempt != null && attempt != number("only_attempt", attempt)) {
            return;
        }
        if (step == number("mark_at", -1)) {
            Files.write(Path.of(String.valueOf(behaviour.get("mark"))), new byte[0]);
        }
        if (step == number("fill_at", -1)) {
            fill();
        }
        if (step == number("flood_at", -1)) {
            System.out.println("x".repeat(5_000_000));
            System.out.print("no line's end");
        }
        if (step == number("garbage_at", -1)) {
            System.out.println("*** this is no event ***");
            System.out.println("{\"event\": \"unheard\"}");
        }
        if (step == number("kill_at", -1)) {
            new ProcessBuilder(
                            "kill", "-9", String.valueOf(ProcessHandle.current().pid()))
                    .start();
            Thread.sleep(60_000);
        }
        if (step == number("exit_at", -1)) {
            System.err.println("the last words");
            System.exit(3);
        }
        if (step == number("end_at", -1)) {
            System.exit(0);
        }
        if (step == number("hang_at", -1)) {
            Thread.sleep(60_000);
        }
        while (behaviour.containsKey("wait_for") && step == number("wait_at", 1) && !stopAsked) {
            if (Files.exists(Path.of(String.valueOf(behaviour.get("wait_for"))))) {
                break;
            }
            Thread.sleep(10);
        }
    }

    /** Until the disk is full: no file of a trainer of these tests may be larger than 64 MiB. */
    private void fill() throws IOException {
        try (OutputStream file = Files.newOutputStream(spec.outputDir().resolve("large"))) {
            for (int mebibyte = 0; mebibyte < 200; mebibyte++) {
                file.write(new byte[1 << 20]);
            }
        } catch (IOException full) {
            tell(new TrainEvent.Failed("io_error", String.valueOf(full.getMessage()), true));
            System.exit(2);
        }
        throw new IllegalStateException("the disk has no end");
    }

    private Path checkpoint(int step) throws IOException {
        Path folder = Files.createDirectories(spec.outputDir().resolve("checkpoint-" + step));
        Files.writeString(folder.resolve("state"), String.valueOf(step));
        tell(new TrainEvent.Checkpointed(step, folder, List.of()));
        return folder;
    }

    private void finish() throws IOException {
        Path predictions = spec.outputDir().resolve("predictions-validation.json");
        Files.writeString(predictions, "{}");
        Path worst = spec.outputDir().resolve("worst-validation.jsonl");
        Files.writeString(worst, "{}\n");
        tell(new TrainEvent.Predicted("validation", 8, predictions, worst, Map.of("test_loss", 0.1)));
        Path model = Files.createDirectories(spec.outputDir().resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        tell(new TrainEvent.Finished(
                steps, model, new TrainEvent.Best("accuracy", 0.5, steps), Map.of("train_loss", 0.1)));
    }

    private static void tell(TrainEvent event) {
        System.out.println(TrainEvents.write(event));
        if (System.out.checkError()) {
            throw new UncheckedIOException(new IOException("nobody listens"));
        }
    }

    private int number(String name, int otherwise) {
        return behaviour.get(name) instanceof Number number ? number.intValue() : otherwise;
    }
}
