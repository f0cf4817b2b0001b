package dev.tunewright.service.metric;

import dev.tunewright.service.metric.Downsampling.Point;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The extremes of every 64 steps of a job, written with the last of them: what a curve of a million steps is thinned from. */
@Component
class StepBlocks {

    static final int SIZE = 64;

    /**
     * A block that is whole: steps {@code number * SIZE + 1} to {@code (number + 1) * SIZE}.
     *
     * @param lowest point with the lowest loss
     * @param highest point with the highest loss; one that is no number counts as the highest
     */
    record Block(int number, Point lowest, Point highest) {

        private static Block of(int number, Point point) {
            return new Block(number, point, point);
        }

        private Block with(Point point) {
            return new Block(
                    number,
                    Double.compare(point.loss(), lowest.loss()) < 0 ? point : lowest,
                    Double.compare(point.loss(), highest.loss()) > 0 ? point : highest);
        }

        /** @return the first step behind it, less one */
        int end() {
            return (number + 1) * SIZE;
        }
    }

    private static final String POINTS =
            "select step, loss from step_metric where job_id = :job and step > :after and step <= :last order by step";
    private static final String INSERT = "insert into step_block"
            + " (job_id, block, lowest_step, lowest_loss, highest_step, highest_loss) values (?, ?, ?, ?, ?, ?)";
    private static final String AFTER = "select block, lowest_step, lowest_loss, highest_step, highest_loss"
            + " from step_block where job_id = :job and block >= :first order by block";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    StepBlocks(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** In the transaction that stored the steps: writes the blocks that they made whole. */
    void close(UUID job, int firstStep, int lastStep) {
        int from = (firstStep - 1) / SIZE;
        int to = lastStep / SIZE;
        if (from >= to) {
            return;
        }
        Map<Integer, Block> blocks = new TreeMap<>();
        for (Point point : points(job, from * SIZE, to * SIZE)) {
            int number = (point.step() - 1) / SIZE;
            blocks.merge(number, Block.of(number, point), (block, single) -> block.with(single.lowest()));
        }
        batches.batchUpdate(INSERT, blocks.values(), 500, (row, block) -> {
            row.setObject(1, job);
            row.setInt(2, block.number());
            row.setInt(3, block.lowest().step());
            row.setDouble(4, block.lowest().loss());
            row.setInt(5, block.highest().step());
            row.setDouble(6, block.highest().loss());
        });
    }

    /** With the rows of all steps above this one. */
    void forgetAfter(UUID job, int step) {
        jdbc.sql("delete from step_block where job_id = :job and block >= :block")
                .param("job", job)
                .param("block", step / SIZE)
                .update();
    }

    /** @return blocks all of whose steps are later, in order */
    List<Block> after(UUID job, int step) {
        return jdbc.sql(AFTER)
                .param("job", job)
                .param("first", (step + SIZE - 1) / SIZE)
                .query((row, number) -> new Block(
                        row.getInt(1),
                        new Point(row.getInt(2), row.getDouble(3)),
                        new Point(row.getInt(4), row.getDouble(5))))
                .list();
    }

    /** @return the curve of the steps above the one and up to the other */
    List<Point> points(UUID job, int after, int last) {
        return jdbc.sql(POINTS)
                .param("job", job)
                .param("after", after)
                .param("last", last)
                .query((row, number) -> new Point(row.getInt(1), row.getDouble(2)))
                .list();
    }
}
