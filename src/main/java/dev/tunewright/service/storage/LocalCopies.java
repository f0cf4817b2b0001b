package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of remote artifacts on this node, each fetched once. Beyond a bound the least recently used go first, but never one
 * that was found a moment ago or since the oldest hold began: its finder may still read it.
 */
final class LocalCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
    private static final Duration MOMENT = Duration.ofMinutes(10);

    /** Brings an artifact's files to a path. */
    interface Fetch {
        void into(Path target) throws IOException;
    }

    private record Copy(Path folder, Path path, long bytes, Instant used) {}

    private final Path root;
    private final long maxBytes;
    private final Clock clock;
    private final Map<String, Copy> copies = new LinkedHashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final List<Instant> holds = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fetched = lock.newCondition();

    /** @param root a folder of this process alone */
    LocalCopies(Path root, long maxBytes, Clock clock) {
        this.root = root;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * @param id of content that never changes
     * @param name of the copy's file or folder
     */
    Path get(String id, String name, Fetch fetch) throws IOException {
        Copy present = claim(id);
        if (present != null) {
            return present.path();
        }
        Copy copy = null;
        try {
            copy = fetch(name, fetch);
        } finally {
            settle(id, copy);
        }
        evict();
        return copy.path();
    }

    ArtifactStore.Hold hold() {
        lock.lock();
        try {
            Instant since = clock.instant();
            holds.add(since);
            return () -> release(since);
        } finally {
            lock.unlock();
        }
    }

    /** @return the copy; null if the caller is to fetch it */
    private @Nullable Copy claim(String id) {
        lock.lock();
        try {
            while (underWay.contains(id)) {
                fetched.awaitUninterruptibly();
            }
            Copy used = copies.computeIfPresent(
                    id, (key, copy) -> new Copy(copy.folder(), copy.path(), copy.bytes(), clock.instant()));
            if (used == null) {
                underWay.add(id);
            }
            return used;
        } finally {
            lock.unlock();
        }
    }

    private Copy fetch(String name, Fetch fetch) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(root), "copy");
        try {
            Path path = folder.resolve(name);
            fetch.into(path);
            return new Copy(folder, path, LocalArtifact.of(folder).size(), clock.instant());
        } catch (IOException | RuntimeException broken) {
            delete(folder);
            throw broken;
        }
    }

    private void settle(String id, @Nullable Copy copy) {
        lock.lock();
        try {
            underWay.remove(id);
            if (copy != null) {
                copies.put(id, copy);
            }
            fetched.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        List<Path> gone = new ArrayList<>();
        lock.lock();
        try {
            Instant protectedSince =
                    holds.stream().reduce(clock.instant().minus(MOMENT), (a, b) -> a.isBefore(b) ? a : b);
            long bytes = copies.values().stream().mapToLong(Copy::bytes).sum();
            List<Map.Entry<String, Copy>> oldestFirst = new ArrayList<>(copies.entrySet());
            oldestFirst.sort(Comparator.comparing(copy -> copy.getValue().used()));
            for (Map.Entry<String, Copy> oldest : oldestFirst) {
                if (bytes > maxBytes && oldest.getValue().used().isBefore(protectedSince)) {
                    bytes -= oldest.getValue().bytes();
                    copies.remove(oldest.getKey());
                    gone.add(oldest.getValue().folder());
                }
            }
        } finally {
            lock.unlock();
        }
        for (Path folder : gone) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            LOG.warn("the local copy {} stays until this process ends", folder, e);
        }
    }

    private void release(Instant since) {
        lock.lock();
        try {
            holds.remove(since);
        } finally {
            lock.unlock();
        }
    }
}
