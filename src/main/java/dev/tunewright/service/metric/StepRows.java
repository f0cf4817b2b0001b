package dev.tunewright.service.metric;

import dev.tunewright.service.metric.Downsampling.Point;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the train rows of a job, a page at a time: a job may have millions. */
@Component
class StepRows {

    private static final int PAGE = 5000;
    private static final String AFTER = "select " + StepRow.COLUMNS
            + " from step_metric where job_id = :job and step > :after order by step fetch first :limit rows only";
    /** A join, since H2 looks through all steps of a job for {@code step in (…)}: seconds, where a job has 100,000. */
    private static final String THESE = "select " + StepRow.COLUMNS + " from unnest(:steps) as wanted(one)"
            + " join step_metric on job_id = :job and step = one order by step";

    private final JdbcClient jdbc;
    private final StepBlocks blocks;

    StepRows(JdbcClient jdbc, StepBlocks blocks) {
        this.jdbc = jdbc;
        this.blocks = blocks;
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
        return rows(job, Downsampling.steps(curve(job, after, points), points));
    }

    /** All points, or of a curve much longer than what is asked for the extremes of its blocks. */
    private List<Point> curve(UUID job, int after, int points) {
        List<StepBlocks.Block> whole = blocks.after(job, after, points);
        if (whole.isEmpty()) {
            return blocks.points(job, after, Integer.MAX_VALUE);
        }
        NavigableMap<Integer, Point> curve = new TreeMap<>();
        int last = whole.get(whole.size() - 1).lastStep();
        // With the blocks' own first and last step, so that the first and the last point of all are there.
        Stream<Point> edges = Stream.concat(
                blocks.points(job, after, whole.get(0).firstStep()).stream(),
                blocks.points(job, last - 1, Integer.MAX_VALUE).stream());
        Stream<Point> extremes = whole.stream().flatMap(block -> Stream.of(block.lowest(), block.highest()));
        Stream.concat(edges, extremes).forEach(point -> curve.put(point.step(), point));
        return List.copyOf(curve.values());
    }

    private List<StepRow> rows(UUID job, List<Integer> steps) {
        return jdbc.sql(THESE)
                .param("steps", steps.toArray(Integer[]::new))
                .param("job", job)
                .query(StepRow::read)
                .list();
    }
}
