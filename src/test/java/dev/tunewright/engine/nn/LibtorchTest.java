package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibtorchTest {

    private static final CudaDriver NO_DRIVER = new CudaDriver(() -> {
        throw new UnsatisfiedLinkError("libcuda.so.1");
    });

    @TempDir
    Path scratch;

    @Test
    void withoutADriverEvenPyTorchForCudaRunsOnTheProcessor() throws Exception {
        Files.createFile(scratch.resolve(System.mapLibraryName("torch_cuda")));
        Libtorch libtorch = new Libtorch(scratch.toString());

        assertThat(libtorch.isForCuda()).isTrue();
        assertThat(libtorch.binding(NO_DRIVER)).isEqualTo("cpu");
    }

    /** As DJL takes it: several folders, or the library itself. */
    @Test
    void theFolderIsFoundHoweverItIsNamed() throws Exception {
        Files.createFile(scratch.resolve(System.mapLibraryName("torch_cuda")));
        Path library = Files.createFile(scratch.resolve(System.mapLibraryName("torch")));

        assertThat(new Libtorch(scratch.resolve("absent") + File.pathSeparator + scratch).isForCuda())
                .isTrue();
        assertThat(new Libtorch(library.toString()).isForCuda()).isTrue();
        assertThat(new Libtorch(scratch.resolve("absent").toString()).isForCuda())
                .isFalse();
    }

    @Test
    void nothingIsChosenWherePyTorchComesFromTheJar() {
        assertThat(Libtorch.outside(Map.of("PYTORCH_LIBRARY_PATH", ""))).isEmpty();
        assertThat(Libtorch.outside(Map.of())).isEmpty();
    }
}
