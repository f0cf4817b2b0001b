package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary positions (Su et al. 2021): queries and keys are turned by an angle that grows with their place, so that their
 * product depends on their distance.
 */
public final class RotaryPositions {

    private final float[] frequencies;

    /**
     * @param headSize width of a head; each of its two halves holds one coordinate of every turned pair
     * @param theta base of the frequencies: the larger, the farther the positions reach
     */
    public RotaryPositions(int headSize, double theta) {
        frequencies = new float[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) (1 / Math.pow(theta, 2.0 * i / headSize));
        }
    }

    /** The angles of one batch, shared by the layers with equal settings. */
    public Angles angles(Packed batch) {
        NDArray places = batch.positionIds().toType(DataType.FLOAT32, false).reshape(-1, 1);
        NDArray half = places.mul(
                Transfer.of(places.getManager(), frequencies, new Shape(frequencies.length))); // (N, headSize / 2)
        NDArray angles = half.concat(half, 1);
        return new Angles(angles.cos(), angles.sin());
    }

    /**
     * @param cos float32 (N, headSize)
     * @param sin float32 (N, headSize)
     */
    public record Angles(NDArray cos, NDArray sin) {

        /**
         * @param qkv float32 (N, 3H): query, key and value side by side
         * @return the same with queries and keys turned; always in float32
         */
        public NDArray turn(NDArray qkv) {
            return Ops.differentiable("turn", qkv, cos, sin);
        }
    }
}
