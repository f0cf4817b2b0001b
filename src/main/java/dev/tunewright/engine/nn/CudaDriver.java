package dev.tunewright.engine.nn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * NVIDIA's driver, asked without PyTorch: a process that starts PyTorch's CUDA holds memory on the GPU from then on. The driver
 * heeds {@code CUDA_VISIBLE_DEVICES}.
 */
public final class CudaDriver {

    private static final int SUCCESS = 0;

    /** Of {@code cuda.h}. */
    interface Api extends Library {
        int cuInit(int flags);

        int cuDeviceGetCount(IntByReference count);

        int cuMemGetInfo_v2(LongByReference free, LongByReference total);
    }

    /**
     * @param used bytes, by whatever process
     * @param total bytes
     */
    public record Memory(long used, long total) {}

    private final Supplier<Api> library;

    public CudaDriver() {
        this(() -> Native.load(Platform.isWindows() ? "nvcuda" : "libcuda.so.1", Api.class));
    }

    CudaDriver(Supplier<Api> library) {
        this.library = library;
    }

    /** @return whether there is a driver, be its GPUs visible or not */
    public boolean isInstalled() {
        return api().isPresent();
    }

    /** @return GPUs that are visible to this process; 0 where there is no driver */
    public int devices() {
        IntByReference count = new IntByReference();
        return api().filter(driver -> driver.cuInit(0) == SUCCESS)
                .filter(driver -> driver.cuDeviceGetCount(count) == SUCCESS)
                .map(driver -> count.getValue())
                .orElse(0);
    }

    /**
     * PyTorch keeps what it once took, so that this tells of its peak too.
     *
     * @return memory of the GPU that the calling thread works with; empty where it works with none
     */
    public Optional<Memory> memory() {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        return api().filter(driver -> driver.cuMemGetInfo_v2(free, total) == SUCCESS)
                .map(driver -> new Memory(total.getValue() - free.getValue(), total.getValue()));
    }

    private Optional<Api> api() {
        try {
            return Optional.of(library.get());
        } catch (UnsatisfiedLinkError notInstalled) {
            return Optional.empty();
        }
    }
}
