package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import org.junit.jupiter.api.Test;

class CudaDriverTest {

    /** Two GPUs; the calling thread works with one of 100 bytes. */
    private record TwoGpus(int status) implements CudaDriver.Api {

        @Override
        public int cuInit(int flags) {
            return status;
        }

        @Override
        public int cuDeviceGetCount(IntByReference count) {
            count.setValue(2);
            return status;
        }

        @Override
        public int cuMemGetInfo_v2(LongByReference free, LongByReference total) {
            free.setValue(70);
            total.setValue(100);
            return status;
        }
    }

    @Test
    void tellsWhatTheDriverTells() {
        CudaDriver driver = new CudaDriver(() -> new TwoGpus(0));

        assertThat(driver.isInstalled()).isTrue();
        assertThat(driver.devices()).isEqualTo(2);
        assertThat(driver.memory()).contains(new CudaDriver.Memory(30, 100));
    }

    /** 100 is the driver's "no device", 201 its "no context": the thread works with no GPU. */
    @Test
    void aDriverThatRefusesHasNoDevices() {
        assertThat(new CudaDriver(() -> new TwoGpus(100)).devices()).isZero();
        assertThat(new CudaDriver(() -> new TwoGpus(201)).memory()).isEmpty();
    }

    @Test
    void withoutADriverThereAreNoDevices() {
        CudaDriver absent = new CudaDriver(() -> {
            throw new UnsatisfiedLinkError("libcuda.so.1");
        });

        assertThat(absent.isInstalled()).isFalse();
        assertThat(absent.devices()).isZero();
        assertThat(absent.memory()).isEmpty();
    }
}
