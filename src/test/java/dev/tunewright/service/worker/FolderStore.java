package dev.tunewright.service.worker;

import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Keeps copies of artifacts in a folder. */
record FolderStore(Path root) implements ArtifactStore {

    /** Fails while a file says so, as a disk does that is full or gone. */
    private void requireThere() throws IOException {
        if (Files.exists(root.resolveSibling("artifacts-away"))) {
            Files.write(root.resolveSibling("artifacts-asked"), new byte[0]);
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void put(String key, Path source) throws IOException {
        requireThere();
        Path target = root.resolve(key);
        FileSystemUtils.deleteRecursively(target);
        Files.createDirectories(target.getParent());
        FileSystemUtils.copyRecursively(source, target);
    }

    @Override
    public Optional<Path> find(String key) throws IOException {
        requireThere();
        return Optional.of(root.resolve(key)).filter(Files::exists);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        Path folder = root.resolve(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void delete(String prefix) throws IOException {
        requireThere();
        FileSystemUtils.deleteRecursively(root.resolve(prefix));
    }
}
