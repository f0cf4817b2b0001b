package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answer of {@code GET /jobs/{id}/checkpoints}: what is kept, by step. */
record CheckpointList(
        List<Entry> data,
        @JsonProperty("has_more") boolean hasMore,
        @Nullable String next) {

    private static final Pattern NAME = Pattern.compile("checkpoint-(?<step>\\d{1,9})");

    /**
     * @param attempt that wrote it
     * @param time when it was written
     */
    record Entry(
            int step,
            int attempt,
            String name,
            Instant time,
            @JsonProperty("size_bytes") long sizeBytes) {}

    /** @return the checkpoints of all attempts, since a later attempt goes on from those of an earlier one */
    static CheckpointList of(ArtifactStore artifacts, JobDirectory.Entry job) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int attempt = 1; attempt <= job.attempt(); attempt++) {
            String prefix = JobArtifacts.prefix(job, attempt);
            for (String name : artifacts.list(prefix)) {
                Matcher matcher = NAME.matcher(name);
                Optional<Artifact> found = matcher.matches() ? artifacts.look(prefix + "/" + name) : Optional.empty();
                if (found.isPresent()) {
                    int step = Integer.parseInt(matcher.group("step"));
                    entries.add(new Entry(
                            step, attempt, name, found.get().time(), found.get().size()));
                }
            }
        }
        entries.sort(Comparator.comparingInt(Entry::step).thenComparing(Entry::attempt));
        return new CheckpointList(entries, false, null);
    }
}
