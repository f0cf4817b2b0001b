package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
                Optional<Path> folder = matcher.matches() ? artifacts.find(prefix + "/" + name) : Optional.empty();
                if (folder.isPresent()) {
                    int step = Integer.parseInt(matcher.group("step"));
                    entries.add(new Entry(step, attempt, name, time(folder.get()), size(folder.get())));
                }
            }
        }
        entries.sort(Comparator.comparingInt(Entry::step).thenComparing(Entry::attempt));
        return new CheckpointList(entries, false, null);
    }

    private static Instant time(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder).toInstant();
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
