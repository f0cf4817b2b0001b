package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Artifacts in one folder, which may be shared by several nodes. An entry is staged beside the others, synced and then
 * renamed into place. A folder that replaces another is absent for an instant in between.
 */
final class LocalArtifactStore implements ArtifactStore, AutoCloseable {

    private final Path root;
    private final Staging staging;

    LocalArtifactStore(Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.staging = Staging.open(this.root);
    }

    @Override
    public void put(String key, Path source) throws IOException {
        Path target = path(key);
        Path staged = staging.take(source);
        Path folder = Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            staging.discard(target);
        }
        move(staged, target);
        FileTrees.sync(folder);
    }

    @Override
    public Optional<Path> find(String key) {
        return Optional.of(path(key)).filter(Files::exists);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        Path folder = prefix.isEmpty() ? root : path(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(ArtifactKey::isSegment)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String prefix) throws IOException {
        Path target = path(prefix);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            staging.discard(target);
        }
    }

    @Override
    public int sweep(Instant before) throws IOException {
        return Staging.sweep(root, before);
    }

    @Override
    public void close() throws IOException {
        staging.close();
    }

    private Path path(String key) {
        Path path = root;
        for (String segment : ArtifactKey.of(key).segments()) {
            path = path.resolve(segment);
        }
        return path;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException exception) {
            throw new IOException(
                    "the artifact folder must be one file system, but " + to + " is on another", exception);
        }
    }
}
