package dev.tunewright.engine.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stand-in until the checkpoint branch is merged. */
public final class HubCache {
    private HubCache() {}

    public static Optional<Path> find(String name, @Nullable String revision) {
        return Optional.empty();
    }

    public static Path folder() {
        return Path.of("hub");
    }
}
