package dev.tunewright.service.retention;

import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Artifacts that no row stands for. A row is always there before its first artifact, and an id is never used again, so what
 * was listed first and has no row afterwards is nobody's. Only old ones go all the same: a database that was restored from
 * yesterday's backup must not cost today's models at once.
 */
final class OrphanedArtifacts implements RetentionRule {

    private static final int PAGE = 500;

    /** Ended jobs that were not looked at since their end. */
    private static final String ENDED = "select id, attempt from job where finished_at < :before"
            + " and status in ('succeeded', 'failed', 'cancelled') and (swept_at is null or swept_at < finished_at)"
            + " order by finished_at fetch first " + PAGE + " rows only";

    private record Ended(UUID id, int attempt) {}

    private final ArtifactStore store;
    private final JdbcClient jdbc;
    private final RetentionSettings settings;

    OrphanedArtifacts(ArtifactStore store, JdbcClient jdbc, RetentionSettings settings) {
        this.store = store;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "orphaned artifacts";
    }

    @Override
    public int apply(Instant now) throws IOException {
        Instant before = now.minus(settings.orphanAge());
        return sweepAll("jobs", "job", before)
                + sweepAll("datasets", "dataset", before)
                + sweepCheckpoints(before, now);
    }

    private int sweepAll(String folder, String table, Instant before) throws IOException {
        List<UUID> stored =
                store.list(folder).stream().flatMap(name -> uuid(name).stream()).toList();
        int removed = 0;
        for (int start = 0; start < stored.size(); start += PAGE) {
            List<UUID> page = stored.subList(start, Math.min(start + PAGE, stored.size()));
            Set<UUID> known = new HashSet<>(jdbc.sql("select id from " + table + " where id in (:ids)")
                    .param("ids", page)
                    .query(UUID.class)
                    .list());
            for (UUID id : page) {
                String key = folder + "/" + id;
                if (!known.contains(id) && isOlder(key, before)) {
                    store.delete(key);
                    removed++;
                }
            }
        }
        return removed;
    }

    /** Of ended jobs, once after each end: checkpoints that were stored but never told of. */
    private int sweepCheckpoints(Instant before, Instant now) throws IOException {
        List<Ended> page = jdbc.sql(ENDED)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Ended(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list();
        int removed = 0;
        for (Ended job : page) {
            removed += sweepCheckpoints(job);
            jdbc.sql("update job set swept_at = :now where id = :id and attempt = :attempt")
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("id", job.id())
                    .param("attempt", job.attempt())
                    .update();
        }
        return removed;
    }

    /** Up to the attempt that ended: should the job be resumed in this moment, the next one writes elsewhere. */
    private int sweepCheckpoints(Ended job) throws IOException {
        Set<String> named = new HashSet<>(jdbc.sql("select artifact_key from checkpoint where job_id = :job")
                .param("job", job.id())
                .query(String.class)
                .list());
        int removed = 0;
        for (int attempt = 1; attempt <= job.attempt(); attempt++) {
            String folder = "jobs/" + job.id() + "/" + attempt;
            for (String name : store.list(folder)) {
                if (name.startsWith("checkpoint-") && !named.contains(folder + "/" + name)) {
                    store.delete(folder + "/" + name);
                    removed++;
                }
            }
        }
        return removed;
    }

    /** @return whether everything under a key is: then nobody is writing there */
    private boolean isOlder(String key, Instant before) throws IOException {
        Optional<Artifact> entry = isAttempts(key) ? Optional.empty() : store.look(key);
        if (entry.isPresent()) {
            return entry.get().time().isBefore(before);
        }
        for (String name : store.list(key)) {
            if (!isOlder(key + "/" + name, before)) {
                return false;
            }
        }
        return true;
    }

    /** A job, or one of its attempts, is a folder of entries and none itself. */
    private static boolean isAttempts(String key) {
        return key.startsWith("jobs/") && key.split("/").length < 4;
    }

    private static Optional<UUID> uuid(String name) {
        try {
            return Optional.of(UUID.fromString(name));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
