package dev.tunewright.service.metric;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the train rows of a job, a page at a time: a job may have millions. */
@Component
class StepRows {

    private static final int PAGE = 5000;
    private static final String AFTER = "select " + StepRow.COLUMNS
            + " from step_metric where job_id = :job and step > :after order by step fetch first :limit rows only";
    private static final String COUNT = "select count(*) from step_metric where job_id = :job and step > :after";

    private final JdbcClient jdbc;

    StepRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param after rows of later steps than this */
    List<StepRow> page(UUID job, int after, int limit) {
        return jdbc.sql(AFTER)
                .param("job", job)
                .param("after", after)
                .param("limit", limit)
                .query(StepRow::read)
                .list();
    }

    void forEach(UUID job, int after, Consumer<StepRow> action) {
        List<StepRow> page = page(job, after, PAGE);
        while (!page.isEmpty()) {
            page.forEach(action);
            page = page.size() < PAGE
                    ? List.of()
                    : page(job, page.get(page.size() - 1).step(), PAGE);
        }
    }

    /** @return at most so many of the rows, extremes kept */
    List<StepRow> downsampled(UUID job, int after, int points) {
        long rows = jdbc.sql(COUNT)
                .param("job", job)
                .param("after", after)
                .query(Long.class)
                .single();
        Downsampling downsampling = new Downsampling(rows, points);
        forEach(job, after, downsampling::add);
        return downsampling.rows();
    }
}
