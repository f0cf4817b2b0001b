package dev.tunewright.engine.trainer;

import java.util.function.IntFunction;

/**
 * How many rows go through the model at once: a whole batch, until an allocation fails and the number may be halved. Then
 * the work in which it happened is done again from its start, and the smaller number stays.
 */
final class RowsAtOnce {

    /** Is told of each halving. */
    interface Listener {

        /** @param argument whose number of rows memory did not suffice for */
        void halved(String argument, int rows, String reason);
    }

    private final String argument;
    private final boolean mayHalve;
    private final Listener listener;
    private int rows;

    /** @param argument that says how many rows a batch has */
    RowsAtOnce(String argument, int rows, boolean mayHalve, Listener listener) {
        this.argument = argument;
        this.rows = rows;
        this.mayHalve = mayHalve;
        this.listener = listener;
    }

    int rows() {
        return rows;
    }

    /** Goes on from a run that had less memory than it asked for. */
    void limit(int most) {
        rows = Math.max(1, Math.min(rows, most));
    }

    /**
     * @param work can be repeated; takes the number of rows
     * @throws OutOfMemoryException if it fails with one row, or with as many as asked for where they may not be halved
     */
    <T> T run(IntFunction<T> work) {
        while (true) {
            try {
                return work.apply(rows);
            } catch (RuntimeException | OutOfMemoryError e) {
                if (!OutOfMemoryException.isCauseOf(e)) {
                    throw e;
                }
                halve(e);
            }
        }
    }

    private void halve(Throwable cause) {
        String reason = OutOfMemoryException.reason(cause);
        String failed = " (" + reason + ")";
        if (rows == 1) {
            throw new OutOfMemoryException(
                    "not enough memory for a single row; " + OutOfMemoryException.ADVICE + failed, cause);
        }
        if (!mayHalve) {
            throw new OutOfMemoryException(
                    "not enough memory for the " + rows + " rows of " + argument
                            + "; set auto_find_batch_size, which runs them in smaller pieces, lower " + argument + ", "
                            + OutOfMemoryException.ADVICE + failed,
                    cause);
        }
        rows = (rows + 1) / 2;
        listener.halved(argument, rows, reason);
    }
}
