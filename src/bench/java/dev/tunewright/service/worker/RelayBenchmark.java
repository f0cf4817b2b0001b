package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an event costs on its way, on each side of the pipe; storing it is the database's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RelayBenchmark {

    private static final int EVENTS = 20_000;

    private final TrainEvent step = new TrainEvent.Step(
            120, 0.26143790849673204, 0.6131470203399658, 4.564270152505447E-5, 10.753046989440918, Instant.now());
    private final String lines = IntStream.range(0, EVENTS)
            .mapToObj(event -> TrainEvents.write(step) + "\n")
            .collect(Collectors.joining());

    /** The trainer's side. */
    @Benchmark
    public String write() {
        return TrainEvents.write(step);
    }

    /** The worker's side: lines to batches of events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int read() throws InterruptedException, IOException {
        int events = 0;
        Path spill = Files.createTempDirectory("relay").resolve("events");
        try (TrainerOutput output = new TrainerOutput(new BufferedReader(new StringReader(lines)), "benchmark", spill)) {
            while (!output.isDone()) {
                events += output.next(500, Duration.ofMillis(100)).size();
            }
        }
        return events;
    }
}
