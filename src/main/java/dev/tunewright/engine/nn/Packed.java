package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
                manager.create(batch.inputIds()),
                manager.create(batch.tokenTypeIds()),
                manager.create(batch.positionIds()),
                manager.create(batch.padded()),
                manager.create(batch.rows()),
                manager.create(batch.firstRows()),
                manager.create(batch.bias(), new Shape(batch.texts(), 1, 1, batch.width())));
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
