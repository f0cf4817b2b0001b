package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where job outputs live for good, reachable from every node. Keys are slash-separated, such as
 * {@code jobs/<id>/<attempt>/model}; an entry is a folder or a file and is seen whole or not at all. Every method throws
 * {@link StoreUnavailableException} where the store cannot be reached now and the same call may work later.
 */
public interface ArtifactStore {

    /**
     * Keeps a file or folder under a key, replacing what was there. The source stays and may be deleted, but its files must
     * not be changed any more: they may be shared with it.
     */
    void put(String key, Path source) throws IOException;

    /**
     * Brings an entry onto this node, where it is not there already.
     *
     * @return a local path of the entry, to be read and never written, soon or within a {@link #hold()}; empty if there is none
     */
    Optional<Path> find(String key) throws IOException;

    /** @return the entry as it lies in the store, to be looked at and streamed; empty if there is none */
    default Optional<Artifact> look(String key) throws IOException {
        Optional<Path> path = find(key);
        return path.isEmpty() ? Optional.empty() : Optional.of(LocalArtifact.of(path.get()));
    }

    /** @return names of the entries directly under a prefix, sorted */
    List<String> list(String prefix) throws IOException;

    /** Removes everything under a prefix; nothing there is no error. */
    void delete(String prefix) throws IOException;

    /** What is found from now on stays on this node until the hold is closed. */
    default Hold hold() {
        return () -> {};
    }

    /**
     * Removes what processes that were killed left behind, half written or half deleted.
     *
     * @param before only what was last written before then: a younger one may belong to a process that lives
     * @return how many things were removed
     */
    default int sweep(Instant before) throws IOException {
        return 0;
    }

    /**
     * Tries the store at little cost.
     *
     * @throws IOException if it cannot be used now
     */
    default void check() throws IOException {
        look("health");
    }

    /** Keeps local copies in place. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
