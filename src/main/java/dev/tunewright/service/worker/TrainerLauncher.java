package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Starts trainer processes: in their own folder, with a scrubbed environment, their standard error in the log. */
final class TrainerLauncher {

    private final TrainerCommand command;
    private final Duration stopGrace;
    private final Map<String, String> environment;

    TrainerLauncher(TrainerCommand command, Duration stopGrace, Map<String, String> environment) {
        this.command = command;
        this.stopGrace = stopGrace;
        this.environment = environment;
    }

    TrainerProcess start(TrainSpec spec, Device device, WorkFolder folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line())
                .directory(folder.output().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(TrainerEnvironment.of(environment, device));
        return TrainerProcess.start(builder, spec, stopGrace);
    }
}
