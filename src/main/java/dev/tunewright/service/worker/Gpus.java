package dev.tunewright.service.worker;

import dev.tunewright.engine.nn.CudaDriver;
import dev.tunewright.engine.nn.Libtorch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The GPUs that trainers of this node can use.
 *
 * @param installed how many the driver shows
 * @param visible their names in {@code CUDA_VISIBLE_DEVICES}, where it is set
 * @param libtorch whether there is a PyTorch that can work on them; the one inside the jar cannot
 */
record Gpus(int installed, Optional<String> visible, boolean libtorch) {

    static Gpus of(Map<String, String> environment) {
        return new Gpus(
                new CudaDriver().devices(),
                Optional.ofNullable(environment.get("CUDA_VISIBLE_DEVICES")),
                Libtorch.outside(environment).filter(Libtorch::isForCuda).isPresent());
    }

    /** The driver counts the first names in {@code CUDA_VISIBLE_DEVICES}, up to one that it does not know. */
    List<Device> usable() {
        Stream<String> names = visible.map(list -> Stream.of(list.split(",")).map(String::strip))
                .orElseGet(() -> IntStream.range(0, installed).mapToObj(Integer::toString));
        return libtorch ? names.limit(installed).map(Device::cuda).toList() : List.of();
    }

    /** @return whether only a PyTorch that can work on them is missing */
    boolean lieIdle() {
        return installed > 0 && !libtorch;
    }

    /** @return what the operator can do where none is usable */
    String remedy() {
        return libtorch
                ? "The driver shows no GPU: see what nvidia-smi and CUDA_VISIBLE_DEVICES say."
                : "Set PYTORCH_LIBRARY_PATH to the folder of libtorch 2.7.1 for CUDA 12; the PyTorch inside the jar knows no GPU.";
    }
}
