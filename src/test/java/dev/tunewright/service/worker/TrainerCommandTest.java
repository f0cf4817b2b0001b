package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerCommandTest {

    @Test
    void jarStartsItselfAndClassesStartTheSameClassPath() {
        assertThat(new JavaTrainerCommand("/opt/tunewright.jar", "2g").line())
                .contains("-Xmx2g")
                .endsWith("-jar", "/opt/tunewright.jar", "train");
        String classPath = "/a/classes" + File.pathSeparator + "/b/lib.jar";
        assertThat(new JavaTrainerCommand(classPath, "1g").line())
                .endsWith("-cp", classPath, "dev.tunewright.Tunewright", "train");
        assertThat(new JavaTrainerCommand("tunewright.jar", "1g").line())
                .anySatisfy(word -> assertThat(word).isEqualTo(new File("tunewright.jar").getAbsolutePath()));
    }

    @Test
    void trainerSeesNoSecretAndOnlyItsDevice() {
        Map<String, String> parent = Map.of(
                "PATH", "/bin",
                "HF_TOKEN", "secret",
                "SPRING_DATASOURCE_PASSWORD", "secret",
                "OMP_NUM_THREADS", "4",
                "DJL_CACHE_DIR", "/cache",
                "CUDA_VISIBLE_DEVICES", "0,1");
        assertThat(TrainerEnvironment.of(parent, Device.cuda("1")))
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("OMP_NUM_THREADS", "4"),
                        Map.entry("DJL_CACHE_DIR", "/cache"),
                        Map.entry("CUDA_VISIBLE_DEVICES", "1"),
                        Map.entry("OPT_OUT_TRACKING", "true"));
        assertThat(TrainerEnvironment.of(parent, Device.CPU)).containsEntry("CUDA_VISIBLE_DEVICES", "");
    }
}
