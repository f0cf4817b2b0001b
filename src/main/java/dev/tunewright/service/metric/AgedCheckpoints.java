package dev.tunewright.service.metric;

import dev.tunewright.service.retention.RetentionRule;
import dev.tunewright.service.retention.RetentionSettings;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Checkpoints of jobs that have ended. */
@Component
class AgedCheckpoints implements RetentionRule {

    private static final String LOCK =
            "select id from job where id = :job" + " and status in ('succeeded', 'failed', 'cancelled') for update";

    private static final String ENDED_BEFORE = "select j.id from job j where j.finished_at < :before"
            + " and j.status in ('succeeded', 'failed', 'cancelled')"
            + " and exists (select 1 from checkpoint c where c.job_id = j.id)";

    private static final String WITH_MORE = "select j.id from job j join checkpoint c on c.job_id = j.id"
            + " where j.status in ('succeeded', 'failed', 'cancelled') group by j.id having count(*) > :count";

    private final JdbcClient jdbc;
    private final ArtifactStore store;
    private final TransactionTemplate transaction;
    private final RetentionSettings settings;

    AgedCheckpoints(
            JdbcClient jdbc, ArtifactStore store, PlatformTransactionManager transactions, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.store = store;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "checkpoints";
    }

    @Override
    public int apply(Instant now) throws IOException {
        int removed = 0;
        Instant before = RetentionSettings.before(now, settings.checkpointAge());
        if (before != null) {
            for (UUID job : jdbc.sql(ENDED_BEFORE)
                    .param("before", before.atOffset(ZoneOffset.UTC))
                    .query(UUID.class)
                    .list()) {
                removed += keep(job, 0);
            }
        }
        Integer count = settings.checkpointCount();
        if (count != null) {
            for (UUID job :
                    jdbc.sql(WITH_MORE).param("count", count).query(UUID.class).list()) {
                removed += keep(job, count);
            }
        }
        return removed;
    }

    /** Rows first, so that a resume after this names none of them; what a kill leaves then, the sweep of orphans takes. */
    private int keep(UUID job, int count) throws IOException {
        List<String> gone = transaction.execute(status -> drop(job, count));
        for (String key : gone) {
            store.delete(key);
        }
        return gone.size();
    }

    private List<String> drop(UUID job, int count) {
        if (!isEnded(job)) {
            return List.of();
        }
        List<String> keys = jdbc.sql(
                        "select artifact_key from checkpoint where job_id = :job order by step desc, attempt desc")
                .param("job", job)
                .query(String.class)
                .list();
        List<String> gone = keys.size() <= count ? List.of() : keys.subList(count, keys.size());
        for (String key : gone) {
            jdbc.sql("delete from checkpoint where job_id = :job and artifact_key = :key")
                    .param("job", job)
                    .param("key", key)
                    .update();
        }
        jdbc.sql("update job set swept_at = null where id = :job")
                .param("job", job)
                .update();
        return gone;
    }

    /** Locks the job: it cannot be resumed before the transaction has ended. */
    private boolean isEnded(UUID job) {
        return jdbc.sql(LOCK).param("job", job).query(UUID.class).optional().isPresent();
    }
}
