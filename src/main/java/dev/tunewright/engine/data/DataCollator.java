package dev.tunewright.engine.data;

/** Joins rows into a batch. */
@FunctionalInterface
public interface DataCollator {

    /** @param indices of the data set's rows, in the batch's order */
    Batch collate(TokenizedDataset dataset, int[] indices);
}
