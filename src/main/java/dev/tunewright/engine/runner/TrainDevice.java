package dev.tunewright.engine.runner;

import ai.djl.Device;
import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.nn.CudaDriver;
import dev.tunewright.engine.nn.Tf32;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.util.Optional;

/**
 * What a trainer runs on.
 *
 * @param gpu whether it is a GPU: the one that {@code CUDA_VISIBLE_DEVICES} left visible
 */
record TrainDevice(boolean gpu, CudaDriver driver) {

    static TrainDevice of(TrainSpec spec) {
        return new TrainDevice(!"cpu".equals(spec.device()), new CudaDriver());
    }

    /**
     * To be called before PyTorch is loaded.
     *
     * @throws DeviceException if there is no such GPU
     * @throws InvalidInputException if the arguments ask for what this device cannot do
     */
    Device prepare(TrainingArguments arguments) {
        if (gpu && driver.devices() == 0) {
            throw new DeviceException("the driver shows no GPU to this trainer; see what nvidia-smi says there");
        }
        if (arguments.tf32() && !gpu) {
            throw new InvalidInputException(
                    "hyperparameters.tf32", "must not be true on a CPU, which has no TensorFloat-32; leave it out");
        }
        if (arguments.tf32()) {
            Tf32.allow();
        }
        return gpu ? Device.gpu() : Device.cpu();
    }

    /** @return what training needed, to be asked on the trainer's thread when it is done; empty on a CPU */
    Optional<TrainEvent> memory() {
        if (!gpu) {
            return Optional.empty();
        }
        return driver.memory()
                .map(memory -> new TrainEvent.Message(
                        "info",
                        "device_memory",
                        "The GPU holds " + (memory.used() >> 20) + " of its " + (memory.total() >> 20)
                                + " MiB, as PyTorch keeps what it needed at its peak"));
    }
}
