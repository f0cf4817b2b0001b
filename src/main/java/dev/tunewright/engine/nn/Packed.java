package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A batch of texts as one run of N real tokens. Linears, norms and dropout see N rows; only attention looks at the texts
 * side by side, in B rows of T places.
 *
 * @param inputIds int64 (N)
 * @param tokenTypeIds int64 (N)
 * @param positionIds int64 (N), from 0 in each text
 * @param padded int64 (B*T): the packed row that fills each place; any row where the place is padding
 * @param rows int64 (N): the place of each packed row
 * @param firstRows int64 (B): the packed row of each text's first token
 * @param bias float32 (B, 1, 1, T): 0 for tokens, the lowest float for padding
 */
public record Packed(
        NDArray inputIds,
        NDArray tokenTypeIds,
        NDArray positionIds,
        NDArray padded,
        NDArray rows,
        NDArray firstRows,
        NDArray bias) {

    /** T is rounded up to a multiple of this: matrix products on ragged sizes are slower than the few extra columns. */
    private static final int MULTIPLE = 16;

    /**
     * @param inputIds token ids of each text
     * @param tokenTypeIds segments of each text
     */
    public static Packed of(NDManager manager, List<int[]> inputIds, List<int[]> tokenTypeIds) {
        int texts = inputIds.size();
        int tokens = 0;
        int longest = 0;
        for (int[] ids : inputIds) {
            tokens += ids.length;
            longest = Math.max(longest, ids.length);
        }
        int width = (longest + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        long[] ids = new long[tokens];
        long[] types = new long[tokens];
        long[] positions = new long[tokens];
        long[] rows = new long[tokens];
        long[] padded = new long[texts * width];
        long[] firstRows = new long[texts];
        float[] bias = new float[texts * width];
        int row = 0;
        for (int text = 0; text < texts; text++) {
            firstRows[text] = row;
            int length = inputIds.get(text).length;
            for (int place = 0; place < width; place++) {
                int at = text * width + place;
                if (place >= length) {
                    bias[at] = -Float.MAX_VALUE;
                    continue;
                }
                ids[row] = inputIds.get(text)[place];
                types[row] = tokenTypeIds.get(text)[place];
                positions[row] = place;
                rows[row] = at;
                padded[at] = row++;
            }
        }
        return new Packed(
                manager.create(ids),
                manager.create(types),
                manager.create(positions),
                manager.create(padded),
                manager.create(rows),
                manager.create(firstRows),
                manager.create(bias, new Shape(texts, 1, 1, width)));
    }

    /** @return B */
    public long texts() {
        return bias.getShape().get(0);
    }

    /** @return T */
    public long width() {
        return bias.getShape().get(3);
    }

    /**
     * @param x float32 (N, H)
     * @return float32 (B, H): the first token's row of each text
     */
    public NDArray firstTokens(NDArray x) {
        return Ops.differentiable("rows", x, firstRows);
    }
}
