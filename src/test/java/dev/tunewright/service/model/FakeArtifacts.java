package dev.tunewright.service.model;

import dev.tunewright.service.storage.ArtifactStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Artifacts that are wherever the test says they are. */
final class FakeArtifacts implements ArtifactStore {

    final Map<String, Path> entries = new ConcurrentSkipListMap<>();

    @Override
    public void put(String key, Path source) {
        entries.put(key, source);
    }

    @Override
    public Optional<Path> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public List<String> list(String prefix) {
        return entries.keySet().stream()
                .filter(key -> key.startsWith(prefix + "/"))
                .map(key -> key.substring(prefix.length() + 1))
                .toList();
    }

    @Override
    public void delete(String prefix) {
        entries.keySet().removeIf(key -> key.startsWith(prefix));
    }
}
