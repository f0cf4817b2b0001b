package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Tf32Test {

    interface Environment extends Library {
        @Nullable
        String getenv(String name);

        int unsetenv(String name);
    }

    /** PyTorch 2.7.1's own name of the switch, from its {@code Context.h}. */
    @Test
    void theSwitchStandsWherePyTorchReadsIt() {
        Environment environment = Native.load(Platform.C_LIBRARY_NAME, Environment.class);
        try {
            Tf32.allow();
            assertThat(environment.getenv("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE")).isEqualTo("1");
        } finally {
            environment.unsetenv("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE");
        }
    }
}
