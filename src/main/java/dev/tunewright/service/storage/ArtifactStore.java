package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where job outputs live for good, reachable from every node. Keys are slash-separated, such as
 * {@code jobs/<id>/<attempt>/model}; an entry is a folder or a file and is seen whole or not at all.
 */
public interface ArtifactStore {

    /**
     * Keeps a file or folder under a key, replacing what was there. The source stays and may be deleted, but its files must
     * not be changed any more: they may be shared with it.
     */
    void put(String key, Path source) throws IOException;

    /** @return a local path of the entry, to be read and never written; empty if there is none */
    Optional<Path> find(String key) throws IOException;

    /** @return names of the entries directly under a prefix, sorted */
    List<String> list(String prefix) throws IOException;

    /** Removes everything under a prefix; nothing there is no error. */
    void delete(String prefix) throws IOException;
}
