package dev.tunewright.service.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** An entry of a bucket. */
record S3Artifact(Bucket bucket, S3Layout layout, S3Entry entry, Instant time) implements Artifact {

    @Override
    public List<Part> parts() {
        return entry.files();
    }

    @Override
    public InputStream open(Part part) {
        String key = layout.data(entry, part);
        return new ResumedStream(from -> bucket.open(key, from), part.size());
    }
}
