package dev.tunewright.service.storage;

import dev.tunewright.service.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The folder that holds everything the service keeps: database, artifacts, user files, logs. Created if it is not there.
 *
 * @param path {@code tunewright.home}, or the environment variable {@code TUNEWRIGHT_HOME}; absolute
 */
@ConfigurationProperties("tunewright")
public record TunewrightHome(@Name("home") Path path) {

    /** @throws StartupProblem if the folder cannot be created or written */
    public TunewrightHome {
        path = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
        } catch (IOException exception) {
            throw unusable(path, "cannot be created (" + exception + ")");
        }
        if (!Files.isWritable(path)) {
            throw unusable(path, "cannot be written by user " + System.getProperty("user.name"));
        }
    }

    /** @return a folder of the home, created if it is not there */
    public Path folder(String name) {
        Path folder = path.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException exception) {
            throw unusable(folder, "cannot be created (" + exception + ")");
        }
    }

    private static StartupProblem unusable(Path folder, String reason) {
        return new StartupProblem(
                "The folder " + folder + " " + reason + ".",
                "Set TUNEWRIGHT_HOME (or tunewright.home) to a folder that the service may write.");
    }
}
