package dev.tunewright.service.metric;

import dev.tunewright.service.retention.RetentionRule;
import dev.tunewright.service.retention.RetentionSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Step rows of jobs that ended long ago: as many are left as a curve needs. */
@Component
class AgedSteps implements RetentionRule {

    private static final int GAPS_AT_ONCE = 200;

    private static final String ENDED = "select id, attempt from job where finished_at < :before"
            + " and status in ('succeeded', 'failed', 'cancelled') and (thinned_at is null or thinned_at < finished_at)";

    private record Ended(UUID id, int attempt) {}

    /** Steps between two that stay, both left out. */
    private record Gap(int after, int before) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final StepRows steps;
    private final StepBlocks blocks;
    private final TransactionTemplate transaction;
    private final RetentionSettings settings;

    AgedSteps(
            JdbcTemplate batches,
            StepRows steps,
            StepBlocks blocks,
            PlatformTransactionManager transactions,
            RetentionSettings settings) {
        this.jdbc = JdbcClient.create(batches);
        this.batches = batches;
        this.steps = steps;
        this.blocks = blocks;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "step rows";
    }

    @Override
    public int apply(Instant now) {
        Instant before = RetentionSettings.before(now, settings.stepAge());
        if (before == null) {
            return 0;
        }
        List<Ended> jobs = jdbc.sql(ENDED)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Ended(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list();
        return jobs.stream().mapToInt(job -> thin(job, now)).sum();
    }

    /** In short transactions, each on the locked row of a job that has still ended: one that goes on keeps its rows. */
    private int thin(Ended job, Instant now) {
        int removed = 0;
        List<Gap> gaps = gaps(job.id());
        for (int start = 0; start < gaps.size(); start += GAPS_AT_ONCE) {
            List<Gap> some = gaps.subList(start, Math.min(start + GAPS_AT_ONCE, gaps.size()));
            removed += transaction.execute(status -> isEnded(job) ? delete(job.id(), some) : 0);
        }
        jdbc.sql("update job set thinned_at = :now where id = :job and attempt = :attempt")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("job", job.id())
                .param("attempt", job.attempt())
                .update();
        return removed;
    }

    private List<Gap> gaps(UUID job) {
        List<Gap> gaps = new ArrayList<>();
        int last = -1;
        if (settings.stepCount() > 0) {
            for (StepRow row : steps.downsampled(job, 0, settings.stepCount())) {
                gaps.add(new Gap(last, row.step()));
                last = row.step();
            }
        }
        gaps.add(new Gap(last, Integer.MAX_VALUE));
        return gaps;
    }

    private boolean isEnded(Ended job) {
        return jdbc.sql("select id from job where id = :job and attempt = :attempt"
                        + " and status in ('succeeded', 'failed', 'cancelled') for update")
                .param("job", job.id())
                .param("attempt", job.attempt())
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    private int delete(UUID job, List<Gap> gaps) {
        // They may name what goes; what is left is few enough to be read.
        blocks.forgetAfter(job, 0);
        int[][] removed = batches.batchUpdate(
                "delete from step_metric where job_id = ? and step > ? and step < ?",
                gaps,
                GAPS_AT_ONCE,
                (row, gap) -> {
                    row.setObject(1, job);
                    row.setInt(2, gap.after());
                    row.setInt(3, gap.before());
                });
        int sum = 0;
        for (int[] batch : removed) {
            for (int rows : batch) {
                sum += Math.max(0, rows);
            }
        }
        return sum;
    }
}
