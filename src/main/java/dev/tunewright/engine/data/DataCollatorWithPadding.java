package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.Encoding;

/**
 * Joins rows into a batch that is as wide as its longest text. The padding exists only in the index of places: the tokens
 * stay packed, and nothing is computed for padding outside attention.
 */
public final class DataCollatorWithPadding implements DataCollator {

    private final int multiple;

    /** @param padToMultipleOf the width is rounded up to it; the original's {@code pad_to_multiple_of} */
    public DataCollatorWithPadding(int padToMultipleOf) {
        this.multiple = padToMultipleOf;
    }

    /** Rounds up to 16: matrix products on ragged sizes cost more than the few extra places. */
    public DataCollatorWithPadding() {
        this(16);
    }

    @Override
    public Batch collate(TokenizedDataset dataset, int[] indices) {
        int tokens = 0;
        int longest = 0;
        for (int index : indices) {
            int length = dataset.rows().get(index).length();
            tokens += length;
            longest = Math.max(longest, length);
        }
        int targets = dataset.targets();
        int width = (longest + multiple - 1) / multiple * multiple;
        Batch batch = new Batch(
                indices.length,
                width,
                new long[tokens],
                new long[tokens],
                new long[tokens],
                new long[indices.length * width],
                new long[tokens],
                new long[indices.length],
                new float[indices.length * width],
                new double[indices.length * targets],
                (long) indices.length * longest);
        int row = 0;
        for (int text = 0; text < indices.length; text++) {
            batch.firstRows()[text] = row;
            System.arraycopy(dataset.labels(), indices[text] * targets, batch.labels(), text * targets, targets);
            row = place(dataset.rows().get(indices[text]), batch, text, row);
        }
        return batch;
    }

    private static int place(Encoding encoding, Batch batch, int text, int firstRow) {
        int row = firstRow;
        for (int place = 0; place < batch.width(); place++) {
            int at = text * batch.width() + place;
            if (place >= encoding.length()) {
                batch.bias()[at] = -Float.MAX_VALUE;
                continue;
            }
            batch.inputIds()[row] = encoding.inputIds()[place];
            batch.tokenTypeIds()[row] = encoding.tokenTypeIds()[place];
            batch.positionIds()[row] = place;
            batch.rows()[row] = at;
            batch.padded()[at] = row++;
        }
        return row;
    }
}
