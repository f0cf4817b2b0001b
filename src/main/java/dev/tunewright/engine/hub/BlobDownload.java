package dev.tunewright.engine.hub;

import dev.tunewright.engine.hub.HubException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file's content into the cache. It grows under a name of its own, and is renamed once its size and hash are
 * right; what has arrived before a failure, a stop or a kill is where the next download goes on. Should two write one at once,
 * because their file system has no locks, they write the same bytes to the same places.
 */
final class BlobDownload {

    /** What a download needs of its client. */
    record Context(HubSettings settings, HubHttp http, Patience patience, Retries.Time time) {}

    private static final Duration BETWEEN_LOOKS_AT_THE_LOCK = Duration.ofMillis(100);

    private final Context context;
    private final HubFile file;
    private final DownloadListener listener;
    private final Path blob;
    private final Path partial;

    BlobDownload(Context context, HubFile file, DownloadListener listener) {
        this.context = context;
        this.file = file;
        this.listener = listener;
        HubCache cache = context.settings().cache();
        this.blob = cache.blob(file.repository(), file.etag());
        this.partial = cache.partial(file.repository(), file.etag());
    }

    /**
     * Returns when the blob is in place, whoever has brought it there.
     *
     * @throws HubException if the hub does not give it, or what arrived is something else
     * @throws IOException if the cache cannot be read or written
     */
    Path run() throws IOException, InterruptedException {
        try (CacheLock lock = lock()) {
            if (lock != null && !Files.exists(blob)) {
                Files.createDirectories(blob.getParent());
                fetch();
                check();
                publish();
            }
        }
        return blob;
    }

    /** @return null if another process or thread has brought the blob in the meantime */
    private @Nullable CacheLock lock() throws IOException, InterruptedException {
        Path path = context.settings().cache().lock(file.repository(), file.etag());
        CacheLock lock = CacheLock.tryLock(path);
        while (lock == null && !Files.exists(blob)) {
            look();
            context.time().pause().of(BETWEEN_LOOKS_AT_THE_LOCK);
            lock = CacheLock.tryLock(path);
        }
        return lock;
    }

    private void fetch() throws IOException, InterruptedException {
        Retries retries = new Retries(context.patience(), context.time(), this::look);
        URI address = context.settings().address(file.repository().filePath(file.commit(), file.name()));
        String what = file.name() + " of " + file.repository() + " cannot be had from the hub at "
                + context.settings().endpoint();
        long furthest = here();
        while (!isComplete()) {
            try (HubAnswer answer = context.http()
                    .send(
                            "GET",
                            address,
                            here(),
                            HubHttp.Reach.CONTENT,
                            context.patience().silence())) {
                if (retries.later(answer, what)) {
                    continue;
                }
                receive(answer);
                if (file.size() < 0 || isComplete()) {
                    return;
                }
                throw new IOException("the connection ended after " + here() + " of " + file.size() + " bytes");
            } catch (CacheWriteException full) {
                throw full.failure;
            } catch (IOException broken) {
                if (here() > furthest) {
                    furthest = here();
                    retries.progress();
                }
                retries.failed(what + ": " + HubHttp.reason(broken), broken);
            }
        }
    }

    private boolean isComplete() throws IOException {
        if (file.size() >= 0 && here() > file.size()) {
            Files.delete(partial);
        }
        return file.size() >= 0 && Files.exists(partial) && here() == file.size();
    }

    private long here() throws IOException {
        return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private void receive(HubAnswer answer) throws IOException, InterruptedException {
        long start = switch (answer.status()) {
            case 200 -> 0;
            case 206 -> answer.rangeStart();
            case 416 -> -1;
            default -> throw HubRefusals.of(answer, context.settings(), file.repository(), file.commit(), file.name());
        };
        if (start > here() || start < 0) {
            Files.deleteIfExists(partial);
            throw new IOException("the server sent another range than asked for");
        }
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long position = start;
            for (List<ByteBuffer> bytes = answer.body().next(this::look);
                    bytes != null;
                    bytes = answer.body().next(this::look)) {
                position = write(channel, bytes, position);
                if (file.size() >= 0 && position > file.size()) {
                    throw corrupt("it has more than " + file.size() + " bytes");
                }
                listener.progress(file.name(), position, file.size());
            }
        }
    }

    private static long write(FileChannel channel, List<ByteBuffer> bytes, long start) throws IOException {
        long position = start;
        try {
            for (ByteBuffer buffer : bytes) {
                while (buffer.hasRemaining()) {
                    position += channel.write(buffer, position);
                }
            }
        } catch (IOException e) {
            throw new CacheWriteException(e);
        }
        return position;
    }

    /** Of the file as it lies on the disk, so that also what an earlier process wrote is checked. */
    private void check() throws IOException {
        if (file.size() >= 0 && here() != file.size()) {
            throw corrupt("it has " + here() + " bytes rather than " + file.size());
        }
        String hash = BlobDigest.of(partial, file.etag());
        if (hash != null && !hash.equals(file.etag())) {
            throw corrupt("its hash is " + hash + " rather than " + file.etag());
        }
    }

    private HubException corrupt(String problem) throws IOException {
        Files.deleteIfExists(partial);
        return new HubException(
                Problem.CORRUPT,
                file.name() + " of " + file.repository() + " arrived from the hub at "
                        + context.settings().endpoint() + " as another file: " + problem
                        + "; it was deleted, try again");
    }

    private void publish() throws IOException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException moved) {
            if (!Files.exists(blob)) {
                throw moved;
            }
        }
    }

    private void look() {
        try {
            listener.progress(file.name(), here(), file.size());
        } catch (IOException gone) {
            listener.progress(file.name(), 0, file.size());
        }
    }

    /** Tells a full disk from a broken connection. */
    private static final class CacheWriteException extends IOException {

        private final IOException failure;

        CacheWriteException(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
