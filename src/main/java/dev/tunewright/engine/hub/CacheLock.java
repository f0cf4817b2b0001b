package dev.tunewright.engine.hub;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file that Python's client honours too: {@code flock} on Unix, which Java's own file locks know nothing of, and
 * the file's first byte on Windows. It spares a second download; that the cache is whole does not rest on it, so where a
 * file system has no such locks, it is simply held.
 */
final class CacheLock implements AutoCloseable {

    /** The part of the C library that is needed; all numbers are the same on Linux and macOS. */
    interface Unix extends Library {
        int READ_WRITE = 2;
        int EXCLUSIVE = 2;
        int AT_ONCE = 4;

        int open(String path, int flags);

        int flock(int descriptor, int operation);

        int close(int descriptor);
    }

    private static final @Nullable Unix UNIX = unix();

    private final @Nullable FileChannel channel;
    private final int descriptor;

    private CacheLock(@Nullable FileChannel channel, int descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /** @return null if somebody else holds it, in this process or another */
    static @Nullable CacheLock tryLock(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (UNIX == null) {
            return lockChannel(channel);
        }
        channel.close();
        int descriptor = UNIX.open(file.toString(), Unix.READ_WRITE);
        if (descriptor >= 0 && UNIX.flock(descriptor, Unix.EXCLUSIVE | Unix.AT_ONCE) != 0 && isHeld()) {
            UNIX.close(descriptor);
            return null;
        }
        return new CacheLock(null, descriptor);
    }

    /** EWOULDBLOCK of Linux and of macOS, and EACCES, which some file systems say instead. */
    private static boolean isHeld() {
        int error = Native.getLastError();
        return error == 11 || error == 35 || error == 13;
    }

    private static @Nullable CacheLock lockChannel(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock(0, 1, false) != null) {
                return new CacheLock(channel, -1);
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // Held, as by any other.
        }
        channel.close();
        return null;
    }

    private static @Nullable Unix unix() {
        try {
            return Platform.isWindows() ? null : Native.load("c", Unix.class);
        } catch (UnsatisfiedLinkError noNativeCode) {
            return null;
        }
    }

    /** The file stays: removing it would let two hold it at once. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (UNIX != null && descriptor >= 0) {
            UNIX.close(descriptor);
        }
    }
}
