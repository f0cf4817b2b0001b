package dev.tunewright.service.retention;

import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.time.Instant;

/** What killed processes left half written in the artifact store. */
record UnfinishedFiles(ArtifactStore store, RetentionSettings settings) implements RetentionRule {

    @Override
    public String name() {
        return "unfinished files";
    }

    @Override
    public int apply(Instant now) throws IOException {
        return store.sweep(now.minus(settings.orphanAge()));
    }
}
