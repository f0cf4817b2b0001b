package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.data.Batch;

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

    /** @param manager owns the tensors */
    public static Packed of(NDManager manager, Batch batch) {
        return new Packed(
                Transfer.of(manager, batch.inputIds()),
                Transfer.of(manager, batch.tokenTypeIds()),
                Transfer.of(manager, batch.positionIds()),
                Transfer.of(manager, batch.padded()),
                Transfer.of(manager, batch.rows()),
                Transfer.of(manager, batch.firstRows()),
                Transfer.of(manager, batch.bias(), new Shape(batch.texts(), 1, 1, batch.width())));
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
     * Positions as fairseq's models count them: from padding + 1, and a padding token inside a text stays on padding and
     * is not counted.
     *
     * @param padding id of the padding token
     * @return int64 (N)
     */
    public NDArray positionsAfter(int padding) {
        NDArray isPadding = inputIds.eq(Ops.constant(padding)).toType(DataType.INT64, false);
        NDArray seen = isPadding.cumSum(0);
        NDArray firstRow = inputIds.getManager()
                .arange(0, (int) inputIds.size(), 1, DataType.INT64)
                .sub(positionIds);
        NDArray seenBefore = Ops.differentiable("rows", seen.sub(isPadding), firstRow);
        NDArray counted = positionIds.add(Ops.constant(1)).sub(seen.sub(seenBefore));
        return counted.mul(isPadding.neg().add(Ops.constant(1))).add(Ops.constant(padding));
    }

    /** @return int64 (B): the place of each text's first token */
    public NDArray firstPlaces() {
        return Ops.differentiable("rows", rows, firstRows);
    }

    /**
     * @param x float32 (N, H)
     * @return float32 (B, H): the mean over each text's tokens
     */
    public NDArray meanTokens(NDArray x) {
        NDArray real = bias.gte(Ops.constant(0)).toType(DataType.FLOAT32, false).reshape(texts(), width(), 1);
        NDArray places = Ops.differentiable("rows", x, padded).reshape(texts(), width(), -1); // (B, T, H)
        int[] tokens = {1};
        return places.mul(real).sum(tokens).div(real.sum(tokens));
    }

    /**
     * @param x float32 (N, H)
     * @return float32 (B, H): the first token's row of each text
     */
    public NDArray firstTokens(NDArray x) {
        return Ops.differentiable("rows", x, firstRows);
    }
}
