package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artifacts in a bucket of any store that speaks S3. */
final class S3ArtifactStore implements ArtifactStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(S3ArtifactStore.class);

    private final Bucket bucket;
    private final Staging staging;
    private final LocalCopies copies;

    /** @param staging a folder of this process alone, for what is on its way in and for local copies */
    S3ArtifactStore(Bucket bucket, Staging staging, LocalCopies copies) {
        this.bucket = bucket;
        this.staging = staging;
        this.copies = copies;
    }

    @Override
    public void put(String key, Path source) throws IOException {
        S3Layout layout = layout(key);
        // Linked first: the source may be deleted while its files are on their way.
        Path staged = staging.take(source);
        try {
            Optional<S3Artifact> earlier = artifact(layout);
            LocalArtifact files = LocalArtifact.of(staged);
            S3Entry entry = S3Entry.of(files);
            try {
                for (Artifact.Part part : files.parts()) {
                    bucket.upload(layout.data(entry, part), files.file(part));
                }
                requireAll(layout, entry);
                bucket.write(layout.entry(), entry.json());
            } catch (IOException | RuntimeException broken) {
                // After a write whose answer was lost the entry may be there after all: only the sweep can tell later.
                LOG.warn("{} could not be put into the artifact store; a sweep removes what is there of it", key);
                throw broken;
            }
            if (earlier.isPresent()) {
                deleteAll(layout.generation(earlier.get().entry()));
            }
        } finally {
            FileTrees.delete(staged);
        }
    }

    @Override
    public Optional<Path> find(String key) throws IOException {
        Optional<S3Artifact> found = artifact(layout(key));
        try {
            return found.isEmpty() ? Optional.empty() : Optional.of(copy(key, found.get()));
        } catch (MissingObjectException replacedMeanwhile) {
            Optional<S3Artifact> again = artifact(layout(key));
            return again.isEmpty() ? Optional.empty() : Optional.of(copy(key, again.get()));
        }
    }

    @Override
    public Optional<Artifact> look(String key) throws IOException {
        return artifact(layout(key)).map(found -> found);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        String folder = prefix.isEmpty() ? "" : ArtifactKey.of(prefix).text() + "/";
        return bucket.children(S3Layout.ENTRIES + folder).stream()
                .filter(ArtifactKey::isSegment)
                .toList();
    }

    /** Descriptions first: an entry is out of sight before its first file is gone. */
    @Override
    public void delete(String prefix) throws IOException {
        S3Layout layout = layout(prefix);
        bucket.delete(layout.entry());
        deleteAll(layout.entry() + "/");
        deleteAll(S3Layout.DATA + layout.key() + "/");
    }

    @Override
    public Hold hold() {
        return copies.hold();
    }

    /** Files that no entry names: of puts that were cut off, and of entries that were replaced or deleted. */
    @Override
    public int sweep(Instant before) throws IOException {
        GenerationSweep sweep = new GenerationSweep(bucket, before);
        bucket.each(S3Layout.DATA, sweep);
        return sweep.end() + bucket.abortUploads(S3Layout.DATA, before);
    }

    @Override
    public void close() throws IOException {
        staging.close();
        bucket.close();
    }

    /** A put that took longer than the age of what a sweep removes may have lost its first files. */
    private void requireAll(S3Layout layout, S3Entry entry) throws IOException {
        int there = bucket.all(layout.generation(entry)).size();
        if (there != entry.files().size()) {
            throw new IOException("of " + entry.files().size() + " files of " + layout.key() + " only " + there
                    + " are in the artifact store; raise tunewright.retention.orphan-age if they take this long");
        }
    }

    private Path copy(String key, S3Artifact artifact) throws IOException {
        String name = ArtifactKey.of(key).lastSegment();
        return copies.get(artifact.entry().generation(), name, target -> {
            for (Artifact.Part part : artifact.parts()) {
                Path file = artifact.entry().isFile() ? target : safe(target, part);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                try (var content = artifact.open(part)) {
                    Files.copy(content, file);
                }
            }
        });
    }

    private static Path safe(Path folder, Artifact.Part part) throws IOException {
        Path file = folder.resolve(part.name()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("an entry of the artifact store names a file outside of itself: " + part.name());
        }
        return file;
    }

    private Optional<S3Artifact> artifact(S3Layout layout) throws IOException {
        Optional<Bucket.Content> description = bucket.read(layout.entry());
        if (description.isEmpty()) {
            return Optional.empty();
        }
        S3Entry entry = S3Entry.parse(description.get().bytes());
        return Optional.of(
                new S3Artifact(bucket, layout, entry, description.get().time()));
    }

    private void deleteAll(String folder) throws IOException {
        for (Bucket.Listed object : bucket.all(folder)) {
            bucket.delete(object.key());
        }
    }

    private static S3Layout layout(String key) {
        return new S3Layout(ArtifactKey.of(key).text());
    }
}
