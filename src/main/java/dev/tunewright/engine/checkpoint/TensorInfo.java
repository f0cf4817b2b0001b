package dev.tunewright.engine.checkpoint;

import java.util.List;

/**
 * What a header says of a tensor.
 *
 * @param dtype name in safetensors; a {@link Dtype}, or one that can be listed but not read
 * @param shape dimensions, outermost first; empty for a scalar
 */
public record TensorInfo(String dtype, List<Long> shape) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /**
     * @return product of the dimensions
     * @throws ArithmeticException if it does not fit a long; never for a tensor of an opened file
     */
    public long elements() {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
