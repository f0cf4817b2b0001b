package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A process's own folder for entries that are not in place yet or no longer. It holds a lock for as long as the process
 * lives; folders whose lock is free belong to processes that ended, and are swept when the next one starts.
 */
public final class Staging implements AutoCloseable {

    private static final String FOLDER = ".staging";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private Staging(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @param root folder that all processes share */
    public static Staging open(Path root) throws IOException {
        Path parent = Files.createDirectories(root.resolve(FOLDER));
        sweepAbandoned(parent, Instant.MAX);
        Path folder = Files.createDirectory(parent.resolve(UUID.randomUUID().toString()));
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        return new Staging(folder, channel);
    }

    /** @return this process's folder; what lies in it is gone with the process */
    public Path folder() {
        return folder;
    }

    /** @return a complete, synced copy of the source, made of hard links where the file system allows it */
    Path take(Path source) throws IOException {
        Path staged = unused();
        try {
            FileTrees.linkOrCopy(source, staged);
        } catch (IOException exception) {
            FileTrees.delete(staged);
            throw exception;
        }
        return staged;
    }

    /** Takes an entry out of sight at once, then removes it; one that another process has taken is no error. */
    void discard(Path entry) throws IOException {
        Path trash = unused();
        try {
            Files.move(entry, trash, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException goneAlready) {
            return;
        }
        FileTrees.delete(trash);
    }

    @Override
    public void close() throws IOException {
        lock.close();
        FileTrees.delete(folder);
    }

    private Path unused() {
        return folder.resolve(UUID.randomUUID().toString());
    }

    /**
     * Removes the folders of processes that ended.
     *
     * @param before only those that were last changed before then
     * @return how many were removed
     */
    static int sweep(Path root, Instant before) throws IOException {
        return sweepAbandoned(Files.createDirectories(root.resolve(FOLDER)), before);
    }

    private static int sweepAbandoned(Path parent, Instant before) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(parent)) {
            folders = entries.toList();
        }
        int removed = 0;
        for (Path folder : folders) {
            if (isOlder(folder, before) && isAbandoned(folder.resolve(LOCK))) {
                FileTrees.delete(folder);
                removed++;
            }
        }
        return removed;
    }

    private static boolean isOlder(Path folder, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(folder).toInstant().isBefore(before);
        } catch (NoSuchFileException sweptByAnother) {
            return false;
        }
    }

    /** A folder without a lock file is one that another process is making or sweeping this moment; the next start will tell. */
    private static boolean isAbandoned(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (NoSuchFileException | OverlappingFileLockException absentOrHeldByThisProcess) {
            return false;
        }
    }
}
