package dev.tunewright.engine.checkpoint;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new file, written as fast as the machine takes it: each part through the system's page cache or past it, whichever took the last
 * part faster. Pages that are at hand take bytes faster than most disks. But a virtual machine may have to ask its host for each page,
 * and then a gigabyte takes it several seconds of processor time; a disk takes none.
 */
final class LargeFile implements WritableByteChannel {

    static final int PART_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(LargeFile.class);

    private final Way cached;
    private final List<Way> ways = new ArrayList<>();
    private final ByteBuffer part;
    private long position;

    /** One of the ways a part may go, and how long the last one took. */
    private static final class Way {
        private final FileChannel channel;
        private double nanosOfLast;

        private Way(FileChannel channel) {
            this.channel = channel;
        }

        private double nanosOfLast() {
            return nanosOfLast;
        }

        private void write(ByteBuffer bytes, long position) throws IOException {
            long begun = System.nanoTime();
            while (bytes.hasRemaining()) {
                channel.write(bytes, position + bytes.position());
            }
            nanosOfLast = System.nanoTime() - begun;
        }
    }

    /** @throws IOException if it cannot be created, or exists */
    LargeFile(Path file) throws IOException {
        cached = new Way(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        ways.add(cached);
        int alignment = 1;
        try {
            long block = Files.getFileStore(file).getBlockSize();
            alignment = block > 0 && PART_BYTES % block == 0 ? (int) block : 1;
            ways.add(new Way(FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)));
        } catch (IOException | UnsupportedOperationException onlyThroughTheCache) {
            LOG.debug("{} is written through the page cache", file, onlyThroughTheCache);
        }
        // What is not aligned as the system wants it is refused when it is written, and goes through the cache.
        part = ByteBuffer.allocateDirect(PART_BYTES + alignment)
                .alignedSlice(alignment)
                .slice(0, PART_BYTES);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            int fitting = Math.min(bytes.remaining(), part.remaining());
            part.put(bytes.slice(bytes.position(), fitting));
            bytes.position(bytes.position() + fitting);
            if (!part.hasRemaining()) {
                writePart();
            }
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return cached.channel.isOpen();
    }

    /** Writes the rest, which is no whole number of the disk's blocks, through the cache. */
    @Override
    public void close() throws IOException {
        try {
            cached.write(part.flip(), position);
        } finally {
            for (Way way : ways) {
                way.channel.close();
            }
        }
    }

    private void writePart() throws IOException {
        part.flip();
        Way faster =
                ways.stream().min(Comparator.comparingDouble(Way::nanosOfLast)).orElseThrow();
        try {
            faster.write(part.duplicate(), position);
        } catch (IOException failure) {
            if (faster == cached) {
                throw failure;
            }
            LOG.debug("Writing past the page cache failed", failure);
            faster.nanosOfLast = Double.POSITIVE_INFINITY;
            cached.write(part.duplicate(), position);
        }
        position += PART_BYTES;
        part.clear();
    }
}
