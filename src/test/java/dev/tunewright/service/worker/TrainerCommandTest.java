package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.nn.OpenMp;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCommandTest {

    @TempDir
    Path folder;

    @Test
    void jarStartsItselfAndClassesStartTheSameClassPath() throws IOException {
        Path jar = Files.writeString(folder.resolve("tunewright.jar"), "");
        assertThat(command(jar.toString()).line()).contains("-Xmx2g").endsWith("-jar", jar.toString(), "train");
        String classPath = "/a/classes" + File.pathSeparator + "/b/lib.jar";
        assertThat(command(classPath).line()).endsWith("-cp", classPath, "dev.tunewright.Tunewright", "train");
        assertThat(command("a/classes").line())
                .anySatisfy(word -> assertThat(word).isEqualTo(new File("a/classes").getAbsolutePath()));
    }

    @Test
    void preparedProgramIsStartedUntilTheJarIsAnotherOne() throws IOException {
        Path jar = Files.writeString(folder.resolve("tunewright.jar"), "");
        TrainerProgram program = new TrainerProgram(jar.toString(), folder.resolve("programs"));
        Files.createDirectories(program.folder());
        Files.writeString(program.unpacked(), "");
        assertThat(command(jar.toString()).line())
                .endsWith("-jar", program.unpacked().toString(), "train");
        Files.createDirectories(program.archive().getParent());
        Files.writeString(program.archive(), "");
        assertThat(command(jar.toString()).line())
                .endsWith(
                        "-XX:SharedArchiveFile=" + program.archive(),
                        "-jar",
                        program.unpacked().toString(),
                        "train");
        Files.writeString(jar, "another build");
        assertThat(command(jar.toString()).line()).endsWith("-jar", jar.toString(), "train");
    }

    private TrainerCommand command(String classPath) {
        return new JavaTrainerCommand(new TrainerProgram(classPath, folder.resolve("programs")), "2g");
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
                        Map.entry("MALLOC_ARENA_MAX", "1"),
                        Map.entry("CUDA_VISIBLE_DEVICES", "1"),
                        Map.entry("OPT_OUT_TRACKING", "true"));
        assertThat(TrainerEnvironment.of(parent, Device.CPU)).containsEntry("CUDA_VISIBLE_DEVICES", "");
    }

    @Test
    void trainerThatHasItsMachineSpinsLongerUnlessToldOtherwise() {
        assertThat(TrainerEnvironment.of(OpenMp.spinningLonger(Map.of()), Device.CPU))
                .containsEntry("GOMP_SPINCOUNT", "5000");
        assertThat(OpenMp.spinningLonger(Map.of("GOMP_SPINCOUNT", "7"))).containsEntry("GOMP_SPINCOUNT", "7");
        assertThat(OpenMp.spinningLonger(Map.of("OMP_WAIT_POLICY", "ACTIVE"))).doesNotContainKey("GOMP_SPINCOUNT");
        assertThat(TrainerEnvironment.of(Map.of(), Device.CPU)).doesNotContainKey("GOMP_SPINCOUNT");
    }
}
