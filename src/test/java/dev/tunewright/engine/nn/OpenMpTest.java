package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenMpTest {

    /** Loads PyTorch as a trainer does; OpenMP then tells what it took from its environment. */
    static final class LoadsPyTorch {

        public static void main(String[] arguments) {
            OpenMp.spinBriefly();
            Engine.getInstance();
        }
    }

    @Test
    void threadsOfPyTorchSpinBriefly() throws Exception {
        assertThat(told(Map.of())).contains("OMP_WAIT_POLICY = 'PASSIVE'", "GOMP_SPINCOUNT = '1000'");
    }

    @Test
    void whatTheEnvironmentSaysStays() throws Exception {
        assertThat(told(Map.of("OMP_WAIT_POLICY", "ACTIVE"))).contains("OMP_WAIT_POLICY = 'ACTIVE'");
    }

    private static String told(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadsPyTorch.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"));
        builder.environment().putAll(environment);
        builder.environment().put("OMP_DISPLAY_ENV", "verbose");
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
