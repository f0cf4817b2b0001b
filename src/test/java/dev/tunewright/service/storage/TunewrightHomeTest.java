package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.service.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TunewrightHomeTest {

    @TempDir
    private Path folder;

    @Test
    void foldersAreMadeWhereTheSettingSays() {
        Path home = folder.resolve("deep/home");
        new ApplicationContextRunner()
                .withUserConfiguration(StorageConfiguration.class)
                .withBean(SslBundles.class, DefaultSslBundleRegistry::new)
                .withBean(Clock.class, Clock::systemUTC)
                .withPropertyValues("tunewright.home=" + home)
                .run(context -> {
                    assertThat(context.getBean(TunewrightHome.class).path()).isEqualTo(home);
                    assertThat(home.resolve("files")).isDirectory();
                    assertThat(home.resolve("artifacts")).isDirectory();
                });
    }

    @Test
    void settingsMayPutFilesAndArtifactsElsewhere() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("a.tsv"), "rows");
        new ApplicationContextRunner()
                .withUserConfiguration(StorageConfiguration.class)
                .withBean(SslBundles.class, DefaultSslBundleRegistry::new)
                .withBean(Clock.class, Clock::systemUTC)
                .withPropertyValues(
                        "tunewright.home=" + folder.resolve("home"),
                        "tunewright.file-roots=" + folder.resolve("first") + "," + data,
                        "tunewright.artifacts.path=" + folder.resolve("kept"))
                .run(context -> {
                    FileRoots roots = context.getBean(FileRoots.class);
                    assertThat(roots.file("f", "file:" + data.resolve("a.tsv"))).isEqualTo(data.resolve("a.tsv"));
                    assertThat(folder.resolve("kept")).isDirectory();
                    assertThat(folder.resolve("home/artifacts")).doesNotExist();
                });
    }

    @Test
    void homeThatCannotBeMadeNamesTheRemedy() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(StartupProblem.class)
                .isThrownBy(() -> new TunewrightHome(file.resolve("home")))
                .withMessageContaining("cannot be created")
                .satisfies(problem -> assertThat(problem.remedy()).contains("TUNEWRIGHT_HOME"));
    }
}
