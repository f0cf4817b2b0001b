package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.Encoding;

/**
 * Joins rows into a batch that is as wide as its longest text. The padding exists only in the index of places: the tokens
 * stay packed, and nothing is computed for padding outside attention.
 */
public final class DataCollatorWithPadding implements DataCollator {

    private final int multiple;
    private final boolean fewSizes;

    private DataCollatorWithPadding(int multiple, boolean fewSizes) {
        this.multiple = multiple;
        this.fewSizes = fewSizes;
    }

    /** @param padToMultipleOf the width is rounded up to it; the original's {@code pad_to_multiple_of} */
    public DataCollatorWithPadding(int padToMultipleOf) {
        this(padToMultipleOf, false);
    }

    /**
     * For passes without gradients. Of several texts the number of tokens is rounded up, by 4% on average, with
     * tokens that nothing looks at: oneDNN makes kernels for each number of rows that it meets, which takes about as long as to compute two
     * short texts, and keeps them.
     */
    public static DataCollatorWithPadding forInference(int padToMultipleOf) {
        return new DataCollatorWithPadding(padToMultipleOf, true);
    }

    public DataCollatorWithPadding() {
        this(1);
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
        if (fewSizes && indices.length > 1) {
            tokens = rounded(tokens, indices.length * width);
        }
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

    /** @return one of eight sizes for each power of two; never that of all places, for that many tokens would leave none for padding */
    private static int rounded(int tokens, int places) {
        int step = Math.max(1, Integer.highestOneBit(Math.max(1, tokens - 1)) / 8);
        int rounded = (tokens + step - 1) / step * step;
        return rounded == places && tokens != places ? rounded + step : rounded;
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
