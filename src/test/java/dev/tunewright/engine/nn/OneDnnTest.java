package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class OneDnnTest {

    /** The C library's, which native code reads. */
    interface Environment extends Library {
        String getenv(String name);

        int setenv(String name, String value, int overwrite);

        int unsetenv(String name);
    }

    private static final String KERNELS = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

    private final Environment environment = Native.load(Platform.C_LIBRARY_NAME, Environment.class);

    @AfterEach
    void leaveNothingBehind() {
        environment.unsetenv(KERNELS);
        environment.unsetenv("LRU_CACHE_CAPACITY");
    }

    @Test
    void nativeCodeIsToldToKeepFewKernels() {
        OneDnn.keepKernelsOfAStep();
        assertThat(environment.getenv(KERNELS)).isEqualTo("24");
        assertThat(environment.getenv("LRU_CACHE_CAPACITY")).isEqualTo("24");
    }

    @Test
    void whatTheEnvironmentSaysStays() {
        environment.setenv(KERNELS, "7", 1);
        OneDnn.keepKernelsOfAStep();
        assertThat(environment.getenv(KERNELS)).isEqualTo("7");
    }
}
