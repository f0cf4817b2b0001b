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
 * What telling every step costs a trainer: the same short training again and again, in which blocks of steps are in turn written to
 * another process, or told to nobody; the next run has the blocks the other way round. So the machine's moods meet both alike. Each
 * step's least time counts: the same step has the same batch in every run. Of a block the first step is left out, in which the
 * other process still reads. Arguments: a checkpoint's folder, a train file, steps of each run, {@code fp32} or {@code bf16}.
 */
public final class StreamingCost {

    private static final int RUNS = 12;
    private static final int BLOCK = 5;

    private StreamingCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int steps = Integer.parseInt(arguments[2]);
        TrainSpec spec = spec(arguments, steps);
        Process reader = new ProcessBuilder("cat")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Consumer<TrainEvent> writer =
                new EventWriter(new PrintStream(reader.getOutputStream(), false, StandardCharsets.UTF_8));
        long[] told = new long[steps];
        long[] untold = new long[steps];
        for (int run = 0; run < RUNS; run++) {
            long[] durations = durations(spec, writer, run);
            for (int step = 0; step < steps; step++) {
                keepLeast(isTold(step, run) ? told : untold, step, durations[step]);
            }
        }
        reader.destroy();
        int[] counted = IntStream.range(BLOCK, steps).filter(step -> step % BLOCK > 0).toArray();
        double[] more = Arrays.stream(counted).mapToDouble(step -> told[step] - untold[step]).toArray();
        double mean = Arrays.stream(more).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(more).map(x -> (x - mean) * (x - mean)).sum() / (more.length - 1));
        double step = Arrays.stream(counted).mapToLong(i -> untold[i]).average().orElseThrow();
        System.err.printf(
                "a step takes %.2f ms, told %.3f%% more, standard error %.3f%%, %d steps in %d runs%n",
                step / 1e6, 100 * mean / step, 100 * deviation / Math.sqrt(more.length) / step, more.length, RUNS);
        System.exit(0);
    }

    private static TrainSpec spec(String[] arguments, int steps) throws IOException {
        Map<String, Object> hyperparameters = Map.of(
                "max_steps", steps, "bf16", arguments[3].equals("bf16"), "save_strategy", "no", "logging_strategy", "no");
        TrainTask task = new TrainTask(
                Path.of(arguments[0]),
                DatasetSpec.ofFiles(Map.of("train", List.of(Path.of(arguments[1])))),
                hyperparameters,
                Map.of(),
                null,
                List.of());
        return new TrainSpec(task, Files.createTempDirectory("streaming"), "cpu", null);
    }

    private static boolean isTold(int step, int run) {
        return (step / BLOCK + run) % 2 == 0;
    }

    /** What else ran on the machine made a step longer, never shorter. */
    private static void keepLeast(long[] least, int step, long duration) {
        least[step] = least[step] == 0 ? duration : Math.min(least[step], duration);
    }

    /** @return nanoseconds of each step */
    private static long[] durations(TrainSpec spec, Consumer<TrainEvent> writer, int run) throws InterruptedException {
        List<Long> ends = new ArrayList<>(List.of(System.nanoTime()));
        TrainMain.run(
                spec,
                event -> {
                    if (isTold(ends.size() - 1, run)) {
                        writer.accept(event);
                    }
                    if (event instanceof TrainEvent.Step) {
                        ends.add(System.nanoTime());
                    }
                },
                () -> false);
        return IntStream.range(1, ends.size())
                .mapToLong(i -> ends.get(i) - ends.get(i - 1))
                .toArray();
    }
}
