package dev.tunewright.service.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The folders and stores that settings ask for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TunewrightHome.class, FileSettings.class, ArtifactSettings.class})
class StorageConfiguration {

    @Bean
    FileRoots fileRoots(FileSettings settings, TunewrightHome home) {
        List<Path> roots = settings.fileRoots().isEmpty() ? List.of(home.folder("files")) : settings.fileRoots();
        return new FileRoots(roots);
    }

    @Bean
    ArtifactStore artifactStore(ArtifactSettings settings, TunewrightHome home) throws IOException {
        return new LocalArtifactStore(settings.path() == null ? home.folder("artifacts") : settings.path());
    }
}
