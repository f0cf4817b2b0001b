package dev.tunewright.engine.nn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What decides which of PyTorch's kernels are the fast ones. Asked of the processor rather than measured: the choice changes the last
 * digits of a training, and a resume repeats them.
 *
 * @param vendor as {@code CPUID} tells it; empty where that is not known
 * @param features names of instruction sets, as Linux has them
 */
record Processor(String vendor, Set<String> features) {

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    static Processor ofThisMachine() {
        return read(DESCRIPTION);
    }

    static Processor read(Path description) {
        try {
            return new Processor(
                    value(description, "vendor_id"),
                    Set.of(value(description, "flags").split(" ")));
        } catch (IOException | UncheckedIOException unreadable) {
            return new Processor("", Set.of());
        }
    }

    /** @return of the first core */
    private static String value(Path description, String name) throws IOException {
        try (Stream<String> lines = Files.lines(description)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** MKL uses all of a vector's width on Intel's processors alone. */
    boolean isServedByMkl() {
        return vendor.equals("GenuineIntel");
    }

    /**
     * Intel's have matrix registers for it (AMX); their vectors alone, which are what a virtual machine may have left, multiply it at half
     * of float32's pace. AMD's vectors multiply it faster. Where nothing is known, PyTorch's word counts.
     */
    boolean multipliesBfloat16Faster() {
        return vendor.isEmpty()
                || features.contains("amx_bf16")
                || features.contains("avx512_bf16") && !vendor.equals("GenuineIntel");
    }
}
