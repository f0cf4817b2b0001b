package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts in one folder, which may be shared by several nodes. An entry is staged beside the others, synced and then
 * renamed into place. A folder that replaces another is absent for an instant in between.
 */
final class LocalArtifactStore implements ArtifactStore, AutoCloseable {

    private static final int LOOKS = 100;
    private static final int PROBE_BYTES = 4096;

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

    /** @throws IOException if the folder itself is away, such as a share that is not mounted now */
    @Override
    public Optional<Path> find(String key) throws IOException {
        Path path = path(key);
        if (Files.exists(path)) {
            return Optional.of(path);
        }
        if (!Files.exists(staging.folder())) {
            throw new IOException("the artifact folder " + root + " is not there now");
        }
        return Optional.empty();
    }

    @Override
    public Optional<Artifact> look(String key) throws IOException {
        Path path = path(key);
        for (int tries = 0; tries < LOOKS; tries++) {
            Object before = identity(path);
            if (before == null) {
                return Optional.empty();
            }
            try {
                LocalArtifact seen = LocalArtifact.of(path);
                if (before.equals(identity(path))) {
                    return Optional.of(seen);
                }
            } catch (NoSuchFileException | UncheckedIOException replacedMeanwhile) {
                // What was seen was of two entries: again.
            }
        }
        throw new IOException(key + " changes faster than it can be looked at");
    }

    /** @return what tells a folder from one that takes its place; null if there is none */
    private static @Nullable Object identity(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        Path folder = prefix.isEmpty() ? root : path(prefix);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(ArtifactKey::isSegment)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
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

    /** Writes and removes a small file: a disk that is full, and a share that is not mounted now, show then. */
    @Override
    public void check() throws IOException {
        if (!Files.exists(staging.folder())) {
            throw new IOException("the artifact folder " + root + " is not there now");
        }
        Path probe = staging.folder().resolve("health");
        Files.write(probe, new byte[PROBE_BYTES]);
        Files.delete(probe);
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
