package dev.tunewright.engine.nn;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PyTorch's libraries from outside the jar, which {@code PYTORCH_LIBRARY_PATH} names: those for CUDA are too large for it. The jar has two
 * bindings for them, and DJL, asked to find the one that fits, looks for one that the jar does not have.
 *
 * @param path value of {@code PYTORCH_LIBRARY_PATH}: folders, or the library itself
 */
public record Libtorch(String path) {

    private static final String PATH = "PYTORCH_LIBRARY_PATH";
    private static final String FLAVOR = "PYTORCH_FLAVOR";

    /** Fits libtorch for CUDA 12, whatever its minor version. */
    private static final String CUDA_BINDING = "cu128";

    private static final String CPU_BINDING = "cpu";

    /** @return empty where PyTorch comes from the jar */
    public static Optional<Libtorch> outside(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(PATH))
                .filter(path -> !path.isEmpty())
                .map(Libtorch::new);
    }

    /** Before PyTorch is loaded: chooses the binding, unless the environment has. */
    public static void chooseBinding() {
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            outside(System.getenv())
                    .ifPresent(libtorch -> System.setProperty(FLAVOR, libtorch.binding(new CudaDriver())));
        }
    }

    /** The binding for CUDA, and PyTorch's own part for it, do not load where no driver is. */
    String binding(CudaDriver driver) {
        return isForCuda() && driver.isInstalled() ? CUDA_BINDING : CPU_BINDING;
    }

    /** @return whether it can work on GPUs */
    public boolean isForCuda() {
        return Stream.of(path.split(File.pathSeparator))
                .map(Path::of)
                .map(entry -> Files.isRegularFile(entry) ? entry.resolveSibling("") : entry)
                .anyMatch(folder -> Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))));
    }
}
