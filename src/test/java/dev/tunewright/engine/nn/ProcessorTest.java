package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "GenuineIntel, sse2 avx512_bf16 amx_bf16 amx_tile, true, true",
        "GenuineIntel, sse2 avx512_bf16, true, false",
        "GenuineIntel, sse2 avx512f, true, false",
        "AuthenticAMD, sse2 avx512f avx512_bf16, false, true",
        "AuthenticAMD, sse2 avx2, false, false",
        "'', '', false, true"
    })
    void kernelsFollowVendorAndFeatures(String vendor, String features, boolean mkl, boolean bfloat16)
            throws IOException {
        Path description = folder.resolve("cpuinfo");
        Files.writeString(
                description,
                ("processor\t: 0\nvendor_id\t: %s\nmodel name\t: any\nflags\t\t: %s\n\n".repeat(2))
                        .formatted(vendor, features, vendor, features));
        Processor processor = Processor.read(description);

        assertThat(processor.isServedByMkl()).isEqualTo(mkl);
        assertThat(processor.multipliesBfloat16Faster()).isEqualTo(bfloat16);
    }

    /** As on a machine that is not Linux, or whose processor is described otherwise. */
    @Test
    void unknownProcessorIsTakenAtPyTorchsWord() throws IOException {
        Path arm = Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\nFeatures\t: fp asimd bf16\n");

        assertThat(List.of(arm, folder.resolve("absent"))).map(Processor::read).allSatisfy(processor -> {
            assertThat(processor.isServedByMkl()).isFalse();
            assertThat(processor.multipliesBfloat16Faster()).isTrue();
        });
    }
}
