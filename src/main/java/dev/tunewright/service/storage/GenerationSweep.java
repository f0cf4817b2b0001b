package dev.tunewright.service.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through a bucket's files in the order of their keys and removes the generations that no entry names. */
final class GenerationSweep implements Bucket.Visitor {

    private final Bucket bucket;
    private final Instant before;
    private final List<String> objects = new ArrayList<>();
    private S3Layout.@Nullable Generation current;
    private boolean young;
    private int removed;

    /** @param before a generation with a younger file may be on its way in */
    GenerationSweep(Bucket bucket, Instant before) {
        this.bucket = bucket;
        this.before = before;
    }

    @Override
    public void visit(Bucket.Listed object) throws IOException {
        S3Layout.Generation generation = S3Layout.generation(object.key()).orElse(null);
        if (generation != null && !generation.equals(current)) {
            close();
            current = generation;
        }
        if (generation != null) {
            objects.add(object.key());
            young |= !object.time().isBefore(before);
        }
    }

    /** @return how many generations were removed */
    int end() throws IOException {
        close();
        return removed;
    }

    private void close() throws IOException {
        if (current != null && !young && !isNamed(current)) {
            for (String object : objects) {
                bucket.delete(object);
            }
            removed++;
        }
        objects.clear();
        young = false;
    }

    private boolean isNamed(S3Layout.Generation generation) throws IOException {
        Optional<Bucket.Content> entry = bucket.read(new S3Layout(generation.key()).entry());
        return entry.isPresent()
                && S3Entry.parse(entry.get().bytes()).generation().equals(generation.id());
    }
}
