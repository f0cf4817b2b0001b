package dev.tunewright.service.worker;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a trainer process sees of this process's environment: never a password, a token or a key. */
final class TrainerEnvironment {

    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "TMPDIR",
            "TEMP",
            "TMP",
            "SYSTEMROOT",
            "LANG",
            "LC_ALL",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "ENGINE_CACHE_DIR",
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION",
            "PYTORCH_FLAVOR",
            "PYTORCH_PRECXX11",
            "PYTORCH_CUDA_ALLOC_CONF",
            "CUBLAS_WORKSPACE_CONFIG",
            "LRU_CACHE_CAPACITY");
    private static final Set<String> PREFIXES =
            Set.of("CUDA", "NVIDIA_", "DJL", "OMP_", "GOMP_", "MKL_", "KMP_", "DNNL_", "ONEDNN_", "MALLOC_");

    private TrainerEnvironment() {}

    static Map<String, String> of(Map<String, String> parent, Device device) {
        Map<String, String> environment = new TreeMap<>();
        parent.forEach((name, value) -> {
            if (NAMES.contains(name.toUpperCase(Locale.ROOT)) || startsAsOneOf(PREFIXES.stream(), name)) {
                environment.put(name, value);
            }
        });
        environment.putIfAbsent("MALLOC_ARENA_MAX", "1"); // glibc keeps freed memory well in its first arena alone
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("CUDA_VISIBLE_DEVICES", device.visibleDevices());
        return environment;
    }

    private static boolean startsAsOneOf(Stream<String> prefixes, String name) {
        return prefixes.anyMatch(name::startsWith);
    }
}
