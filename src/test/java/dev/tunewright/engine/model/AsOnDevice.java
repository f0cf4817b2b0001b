package dev.tunewright.engine.model;

import ai.djl.Device;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.nn.Placement;

/** A model on the processor that is trained as one on a GPU is. */
public final class AsOnDevice {

    private AsOnDevice() {}

    public static AutoModelForSequenceClassification fromPretrained(
            CheckpointFolder checkpoint, ModelConfig config, int seed) {
        return AutoModelForSequenceClassification.fromPretrained(
                checkpoint, config, seed, Device.cpu(), Placement.DEVICE);
    }
}
