package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceErrorTest {

    /** As PyTorch 2.7.1 words them; what runs out of memory on a GPU is no fault of the GPU, and may get more elsewhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Found no NVIDIA driver on your system. | device_error | true",
                "RuntimeError: CUDA error: unspecified launch failure | device_error | true",
                "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm` | device_error | true",
                "CUDA out of memory. Tried to allocate 2.00 GiB. | out_of_memory | true",
                "CUDA error: out of memory | out_of_memory | true",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)` | out_of_memory | true",
                "mat1 and mat2 shapes cannot be multiplied | trainer_error | false"
            })
    void aGpusFailureMayBeTriedAgainElsewhere(String message, String code, boolean retryable) {
        TrainEvent.Failed failed = Failures.of(new EngineException("The operation failed.\n" + message));

        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.retryable()).isEqualTo(retryable);
    }
}
