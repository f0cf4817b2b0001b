package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainEvents;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerOutputTest {

    @TempDir
    Path folder;

    private Path spill() {
        return folder.resolve("events");
    }

    @Test
    void eventBehindUnfinishedGarbageIsRead() throws InterruptedException {
        TrainEvent step = new TrainEvent.Step(1, 0.5, 0.1, 1e-5, 1, Instant.EPOCH);
        String lines = "[native] no line's end" + TrainEvents.write(step) + "\n";
        try (TrainerOutput output = new TrainerOutput(new BufferedReader(new StringReader(lines)), "test", spill())) {
            assertThat(output.next(500, Duration.ofSeconds(5))).containsExactly(step);
            assertThat(output.garbageLines()).isEqualTo(1);
        }
    }

    @Test
    void garbageIsCountedAndEventsAroundItAreRead() throws InterruptedException {
        TrainEvent step = new TrainEvent.Step(1, 0.5, Double.NaN, 1e-5, 1, Instant.EPOCH);
        String lines = TrainEvents.write(step) + "\n[native] some library talks\n" + "x".repeat(3 << 20) + "\n\n"
                + TrainEvents.write(step) + "\n{\"event\":";
        List<TrainEvent> read = new ArrayList<>();
        try (TrainerOutput output = new TrainerOutput(new BufferedReader(new StringReader(lines)), "test", spill())) {
            while (!output.isDone()) {
                read.addAll(output.next(500, Duration.ofMillis(50)));
            }
            assertThat(output.garbageLines()).isEqualTo(4);
        }
        assertThat(read).containsExactly(step, step);
    }

    @Test
    void batchHasNoMoreThanItsLimit() throws InterruptedException {
        String line = TrainEvents.write(new TrainEvent.Message("info", "code", "text")) + "\n";
        try (TrainerOutput output =
                new TrainerOutput(new BufferedReader(new StringReader(line.repeat(1200))), "test", spill())) {
            List<Integer> sizes = new ArrayList<>();
            while (!output.isDone()) {
                sizes.add(output.next(500, Duration.ofSeconds(5)).size());
            }
            assertThat(sizes).allMatch(size -> size <= 500);
            assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1200);
        }
    }
}
