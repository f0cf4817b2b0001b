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

    @Override
    public void put(String key, Path source) throws IOException {
        Path target = root.resolve(key);
        FileSystemUtils.deleteRecursively(target);
        Files.createDirectories(target.getParent());
        FileSystemUtils.copyRecursively(source, target);
    }

    @Override
    public Optional<Path> find(String key) {
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
        FileSystemUtils.deleteRecursively(root.resolve(prefix));
    }
}
