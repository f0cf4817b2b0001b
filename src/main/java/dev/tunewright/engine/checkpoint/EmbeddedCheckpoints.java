package dev.tunewright.engine.checkpoint;

import java.nio.file.Path;
import java.util.List;

/** Stand-in until the checkpoint branch is merged. */
public final class EmbeddedCheckpoints {
    private EmbeddedCheckpoints() {}

    public static List<String> names() {
        return List.of("minilm");
    }

    public static Path materialise(String name, Path cacheFolder) {
        return cacheFolder.resolve(name);
    }
}
