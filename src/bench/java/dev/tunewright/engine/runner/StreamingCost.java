package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DatasetSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What telling every step costs a trainer: the same short training again and again, its events in turn written to another process and
 * thrown away. Each step's least time counts: the same step has the same batch in every run. Arguments: a checkpoint's folder, a
 * train file, steps of each run, {@code fp32} or {@code bf16}.
 */
public final class StreamingCost {

    private static final int ROUNDS = 3;

    private StreamingCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path output = Files.createTempDirectory("streaming");
        Map<String, Object> hyperparameters = Map.of(
                "max_steps", Integer.valueOf(arguments[2]),
                "bf16", arguments[3].equals("bf16"),
                "save_strategy", "no",
                "logging_strategy", "no");
        TrainTask task = new TrainTask(
                Path.of(arguments[0]),
                DatasetSpec.ofFiles(Map.of("train", List.of(Path.of(arguments[1])))),
                hyperparameters,
                Map.of(),
                null,
                List.of());
        TrainSpec spec = new TrainSpec(task, output, "cpu", null);
        Process reader = new ProcessBuilder("cat")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Consumer<TrainEvent> writer =
                new EventWriter(new PrintStream(reader.getOutputStream(), false, StandardCharsets.UTF_8));
        int steps = Integer.parseInt(arguments[2]);
        long[] told = new long[steps];
        long[] untold = new long[steps];
        long[] untoldAgain = new long[steps];
        long[] telling = new long[1];
        Consumer<TrainEvent> timed = event -> {
            long begun = System.nanoTime();
            writer.accept(event);
            telling[0] += System.nanoTime() - begun;
        };
        for (int round = 0; round < ROUNDS; round++) {
            keepLeast(told, durations(spec, timed));
            keepLeast(untold, durations(spec, event -> {}));
            keepLeast(told, durations(spec, timed));
            keepLeast(untoldAgain, durations(spec, event -> {}));
        }
        reader.destroy();
        double doubt = 100.0 * Math.abs(sum(untold) - sum(untoldAgain)) / sum(untold);
        keepLeast(untold, untoldAgain);
        System.err.printf(
                "a step told takes %.2f ms, not told %.2f ms: %.2f%% more, give or take %.2f%%%n",
                sum(told) / 1e6 / steps, sum(untold) / 1e6 / steps, 100.0 * (sum(told) - sum(untold)) / sum(untold), doubt);
        double microseconds = telling[0] / 1e3 / (2 * ROUNDS * steps);
        System.err.printf(
                "the trainer's thread spends %.0f us of a step on telling: %.3f%%%n",
                microseconds, 100 * microseconds * 1e3 * steps / sum(untold));
        System.exit(0);
    }

    /** What else ran on the machine made a step longer, never shorter. */
    private static void keepLeast(long[] least, long[] durations) {
        Arrays.setAll(least, i -> least[i] == 0 ? durations[i] : Math.min(least[i], durations[i]));
    }

    private static long sum(long[] durations) {
        return Arrays.stream(durations).sum();
    }

    private static long[] durations(TrainSpec spec, Consumer<TrainEvent> events) throws InterruptedException {
        List<Long> ends = new ArrayList<>(List.of(System.nanoTime()));
        TrainMain.run(
                spec,
                event -> {
                    events.accept(event);
                    if (event instanceof TrainEvent.Step) {
                        ends.add(System.nanoTime());
                    }
                },
                () -> false);
        // The first step takes long for many reasons.
        return IntStream.range(1, ends.size())
                .mapToLong(i -> i == 1 ? 1 : ends.get(i) - ends.get(i - 1))
                .toArray();
    }
}
