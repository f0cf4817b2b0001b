package dev.tunewright.service.worker;

import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fails while a file in the home says so, as a disk does that is full or gone; another file tells that it was asked. */
record AwayStore(ArtifactStore store, Path home) implements ArtifactStore {

    private ArtifactStore there() throws IOException {
        if (Files.exists(home.resolve("artifacts-away"))) {
            Files.write(home.resolve("artifacts-asked"), new byte[0]);
            throw new IOException("No space left on device");
        }
        return store;
    }

    @Override
    public void put(String key, Path source) throws IOException {
        there().put(key, source);
    }

    @Override
    public Optional<Path> find(String key) throws IOException {
        return there().find(key);
    }

    @Override
    public Optional<Artifact> look(String key) throws IOException {
        return there().look(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return there().list(prefix);
    }

    @Override
    public void delete(String prefix) throws IOException {
        there().delete(prefix);
    }

    @Override
    public Hold hold() {
        return store.hold();
    }

    @Override
    public void check() throws IOException {
        there().check();
    }

    @Override
    public int sweep(Instant before) throws IOException {
        return there().sweep(before);
    }
}
