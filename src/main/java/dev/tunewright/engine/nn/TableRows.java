package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table of words that batches have had. AdamW without decay leaves the others as they are, since their moments are zero and 0 /
 * (0 + epsilon) is 0: it need not read them, and of most tables they are nearly all. On the CPU alone, which is asked for the rows.
 */
final class TableRows {

    /** From this share of the table on, gathering its rows costs what that saves. */
    private static final int FEW = 8;

    private final Parameter table;
    private final NDManager manager;
    private final BitSet used = new BitSet();
    private boolean few = true;
    private @Nullable NDArray rows;

    /**
     * @param first moments (rows, width), perhaps of an earlier training; their manager owns the list of rows too
     * @param second likewise
     */
    TableRows(Parameter table, NDArray first, NDArray second) {
        this.table = table;
        this.manager = first.getManager();
        try (NDArray elements = Ops.inPlace(manager, "elements_in_use", first, second)) {
            float[] counts = elements.toFloatArray();
            IntStream.range(0, counts.length).filter(row -> counts[row] > 0).forEach(used::set);
        }
    }

    /** Before anything is gathered: takes in what the step's gradient is about. */
    void note() {
        if (!few) {
            return;
        }
        int before = rows == null ? 0 : used.cardinality();
        table.rowsOfGradient().forEach(this::add);
        few = !table.rowsOfGradient().isEmpty()
                && used.cardinality() * FEW <= table.shape().get(0);
        if (rows != null && (!few || used.cardinality() > before)) {
            rows.close();
            rows = null;
        }
        if (few && rows == null) {
            rows = manager.create(used.stream().asLongStream().toArray());
        }
    }

    private void add(NDArray more) {
        for (long row : more.toLongArray()) {
            used.set(Math.toIntExact(row));
        }
    }

    /**
     * @param whole float32 (rows, width), laid out as the table
     * @return its rows in use, owned by the scope; all of it, where they are too many
     */
    NDArray gather(NDManager scope, NDArray whole) {
        return rows == null ? whole : Ops.inPlace(scope, "rows", whole, rows);
    }

    /** Puts back what was gathered. */
    void scatter(NDArray gathered, NDArray whole) {
        if (rows != null) {
            Ops.inPlace(manager, "put_rows", whole, rows, gathered).close();
        }
    }
}
