package dev.tunewright.engine.nn;

import ai.djl.Device;

/** Who works on a model's tensors. */
public enum Placement {
    /** The processor that Java runs on: what was asked for is done when the call returns. */
    HOST,
    /** A GPU, which goes through its queue while Java fills it: to read a value is to wait for all before it. */
    DEVICE;

    public static Placement of(Device device) {
        return device.isGpu() ? DEVICE : HOST;
    }
}
