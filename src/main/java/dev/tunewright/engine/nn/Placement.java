package dev.tunewright.engine.nn;

import ai.djl.Device;

/** Who works on a model's tensors. */
public enum Placement {
    /** The processor that Java runs on: what was asked for is done when the call returns. */
    HOST,
    /** A GPU, which goes through its queue while Java fills it: to read a value is to wait for all before it. */
    DEVICE;

    /**
     * Matrix products of ragged sizes cost more than a few places more, but for float32's on a processor, which cost what they compute.
     *
     * @return what a batch's width is rounded up to; the original's {@code pad_to_multiple_of}
     */
    public int padToMultipleOf(boolean bf16) {
        return bf16 || this == DEVICE ? 16 : 1;
    }

    public static Placement of(Device device) {
        return device.isGpu() ? DEVICE : HOST;
    }
}
