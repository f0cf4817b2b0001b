package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DatasetSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What telling every step costs a trainer: the same short training again and again, its events written to another process and thrown
 * away in turn. Arguments: a checkpoint's folder, a train file, steps of each run, {@code fp32} or {@code bf16}.
 */
public final class StreamingCost {

    private static final int ROUNDS = 4;

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
        Consumer<TrainEvent> told =
                new EventWriter(new PrintStream(reader.getOutputStream(), false, StandardCharsets.UTF_8));
        List<Double> on = new ArrayList<>();
        List<Double> off = new ArrayList<>();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            boolean telling = round % 2 == 0;
            double millis = medianMillis(spec, telling ? told : event -> {});
            (telling ? on : off).add(millis);
            System.err.printf("%s: median step %.3f ms%n", telling ? "told" : "not told", millis);
        }
        reader.destroy();
        double least = Collections.min(off);
        System.err.printf(
                "best told is %.2f%% above best not told; those not told lie within %.2f%% of one another: less than that says nothing%n",
                100 * (Collections.min(on) - least) / least, 100 * (Collections.max(off) - least) / least);
        System.exit(0);
    }

    private static double medianMillis(TrainSpec spec, Consumer<TrainEvent> events) throws InterruptedException {
        List<Long> ends = new ArrayList<>();
        TrainMain.run(
                spec,
                event -> {
                    events.accept(event);
                    if (event instanceof TrainEvent.Step) {
                        ends.add(System.nanoTime());
                    }
                },
                () -> false);
        List<Long> durations = new ArrayList<>();
        for (int i = ends.size() / 5 + 1; i < ends.size(); i++) {
            durations.add(ends.get(i) - ends.get(i - 1));
        }
        Collections.sort(durations);
        return durations.get(durations.size() / 2) / 1e6;
    }
}
