package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts trainer processes: in their own folder, with a scrubbed environment, their standard error in the log. */
final class TrainerLauncher {

    private static final Optional<String> NICE = Stream.of("/usr/bin/nice", "/bin/nice")
            .filter(program -> Files.isExecutable(Path.of(program)))
            .findFirst();

    private final TrainerCommand command;
    private final Duration stopGrace;
    private final int niceness;
    private final Map<String, String> environment;

    /**
     * @param niceness a trainer takes every core for hours: who asks this machine meanwhile goes first, and what they leave is still most of
     *     it; 0 to 19, 19 the least
     */
    TrainerLauncher(TrainerCommand command, Duration stopGrace, int niceness, Map<String, String> environment) {
        this.command = command;
        this.stopGrace = stopGrace;
        this.niceness = niceness;
        this.environment = environment;
    }

    TrainerProcess start(TrainSpec spec, Device device, WorkFolder folder) throws IOException {
        List<String> line = Stream.concat(yielding(), command.line().stream()).toList();
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.output().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(TrainerEnvironment.of(environment, device));
        return TrainerProcess.start(builder, spec, stopGrace);
    }

    private Stream<String> yielding() {
        return NICE.stream().flatMap(program -> Stream.of(program, "-n", String.valueOf(niceness)));
    }
}
