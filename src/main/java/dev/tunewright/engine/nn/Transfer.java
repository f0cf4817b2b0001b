package dev.tunewright.engine.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;

/**
 * Brings the host's values to where a manager's tensors lie. To a GPU they go through pinned memory, so that the host need
 * not wait until the GPU has taken them; {@code NDManager.create} would wait for all that is queued before.
 */
public final class Transfer {

    private Transfer() {}

    /** @return int64 (values), owned by the manager */
    public static NDArray of(NDManager manager, long[] values) {
        return of(manager, host -> host.create(values));
    }

    /** @return float32 of the shape, owned by the manager */
    public static NDArray of(NDManager manager, float[] values, Shape shape) {
        return of(manager, host -> host.create(values, shape));
    }

    private static NDArray of(NDManager manager, Function<NDManager, NDArray> create) {
        return manager.getDevice().isGpu() ? queued(manager, create) : create.apply(manager);
    }

    static NDArray queued(NDManager manager, Function<NDManager, NDArray> create) {
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray values = create.apply(host);
            NDArray there = manager.create(values.getShape(), values.getDataType());
            Ops.inPlace(manager, "send", there, values).close();
            return there;
        }
    }

    /**
     * A number as an operand. It stays on the host: PyTorch hands it to a device's kernel with the call.
     *
     * @return float32 scalar, owned by the manager
     */
    public static NDArray scalar(NDManager manager, double value) {
        if (!manager.getDevice().isGpu()) {
            return manager.create((float) value);
        }
        NDArray scalar;
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            scalar = host.create((float) value);
            scalar.attach(manager);
        }
        return scalar;
    }
}
