package dev.tunewright.service.metric;

import dev.tunewright.service.metric.Downsampling.Point;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The extremes of every 64, 1024 and 16384 steps of a job, written with the last of them: what a curve of a million steps is
 * thinned from.
 */
@Component
class StepBlocks {

    private static final List<Integer> SIZES = List.of(16_384, 1024, 64);

    /**
     * A block that is whole: steps {@code number * size + 1} to {@code (number + 1) * size}.
     *
     * @param lowest point with the lowest loss
     * @param highest point with the highest loss; one that is no number counts as the highest
     */
    record Block(int size, int number, Point lowest, Point highest) {

        private static Block of(int size, int number, Point point) {
            return new Block(size, number, point, point);
        }

        private Block with(Point point) {
            return new Block(
                    size,
                    number,
                    Double.compare(point.loss(), lowest.loss()) < 0 ? point : lowest,
                    Double.compare(point.loss(), highest.loss()) > 0 ? point : highest);
        }

        int firstStep() {
            return number * size + 1;
        }

        int lastStep() {
            return (number + 1) * size;
        }
    }

    private static final String POINTS =
            "select step, loss from step_metric where job_id = :job and step > :after and step <= :last order by step";
    private static final String INSERT = "insert into step_block"
            + " (job_id, size, block, lowest_step, lowest_loss, highest_step, highest_loss) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String AFTER = "select size, block, lowest_step, lowest_loss, highest_step, highest_loss"
            + " from step_block where job_id = :job and size = :size and block >= :first order by block";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    StepBlocks(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** In the transaction that stored the steps: writes the blocks that they made whole. */
    void close(UUID job, int firstStep, int lastStep) {
        for (int size : SIZES) {
            int from = (firstStep - 1) / size;
            int to = lastStep / size;
            if (from < to) {
                close(job, size, points(job, from * size, to * size));
            }
        }
    }

    private void close(UUID job, int size, List<Point> points) {
        Map<Integer, Block> blocks = new TreeMap<>();
        for (Point point : points) {
            int number = (point.step() - 1) / size;
            blocks.merge(number, Block.of(size, number, point), (block, single) -> block.with(single.lowest()));
        }
        batches.batchUpdate(INSERT, blocks.values(), 500, (row, block) -> {
            row.setObject(1, job);
            row.setInt(2, block.size());
            row.setInt(3, block.number());
            row.setInt(4, block.lowest().step());
            row.setDouble(5, block.lowest().loss());
            row.setInt(6, block.highest().step());
            row.setDouble(7, block.highest().loss());
        });
    }

    /** With the rows of all steps above this one. */
    void forgetAfter(UUID job, int step) {
        jdbc.sql("delete from step_block where job_id = :job and block >= :step / size")
                .param("job", job)
                .param("step", step)
                .update();
    }

    /**
     * Without a gap, from the first one all of whose steps are later.
     *
     * @param least how many there must be at least
     * @return the largest blocks of which there are enough, in order; none where the job is too short for that, or from before
     */
    List<Block> after(UUID job, int step, int least) {
        for (int size : SIZES) {
            int first = (step + size - 1) / size;
            List<Block> blocks = jdbc.sql(AFTER)
                    .param("job", job)
                    .param("size", size)
                    .param("first", first)
                    .query((row, number) -> new Block(
                            row.getInt(1),
                            row.getInt(2),
                            new Point(row.getInt(3), row.getDouble(4)),
                            new Point(row.getInt(5), row.getDouble(6))))
                    .list();
            if (blocks.size() >= least
                    && blocks.get(0).number() == first
                    && blocks.get(blocks.size() - 1).number() == first + blocks.size() - 1) {
                return blocks;
            }
        }
        return List.of();
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
