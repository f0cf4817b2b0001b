package dev.tunewright.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder that is either absent or whole, whenever the process or the machine stops. */
public final class AtomicFolder {

    /** Writes files into a folder that nobody else knows yet. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private static final String TEMPORARY = ".tmp-";

    private AtomicFolder() {}

    /**
     * Writes the content into a temporary folder beside the target, brings it to the disk and renames it. A folder that
     * lies at the target is replaced, and what earlier writers left half-written is removed. Two writers of one target
     * at the same time must exclude each other.
     *
     * @throws UncheckedIOException if it cannot be written; the target is then as it was, or absent
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(target + " has no folder around it");
        }
        String prefix = "." + absolute.getFileName() + TEMPORARY;
        try {
            Files.createDirectories(parent);
            deleteLeftovers(parent, prefix);
            Path fresh = Files.createDirectory(parent.resolve(prefix + UUID.randomUUID()));
            try {
                content.writeTo(fresh);
                syncAll(fresh);
                if (Files.exists(absolute)) {
                    Path old = parent.resolve(prefix + UUID.randomUUID());
                    Files.move(absolute, old, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
                sync(parent);
            } finally {
                deleteLeftovers(parent, prefix);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(target + " cannot be written", e);
        }
    }

    /** Deletes a folder and all in it, at once for whoever looks at it; nothing there is no error. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Path doomed = folder.resolveSibling("." + folder.getFileName() + TEMPORARY + UUID.randomUUID());
            Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
            deleteAll(doomed);
        }
    }

    /** Deletes what writers that were killed left half-written beside their targets in a folder that is nobody else's. */
    public static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, ".*" + TEMPORARY + "*")) {
            for (Path leftover : leftovers) {
                deleteAll(leftover);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        for (Path path : walk(folder)) {
            Files.deleteIfExists(path);
        }
    }

    private static void deleteLeftovers(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                parent, path -> path.getFileName().toString().startsWith(prefix))) {
            for (Path leftover : leftovers) {
                deleteAll(leftover);
            }
        }
    }

    private static void syncAll(Path folder) throws IOException {
        for (Path path : walk(folder)) {
            sync(path);
        }
    }

    /** @return everything in the folder, then the folder; children before their parents */
    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static void sync(Path path) throws IOException {
        boolean isFolder = Files.isDirectory(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders, and keeps their entries without being asked.
            if (!isFolder) {
                throw e;
            }
        }
    }
}
