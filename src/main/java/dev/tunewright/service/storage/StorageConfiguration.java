package dev.tunewright.service.storage;

import dev.tunewright.engine.hub.DatasetMirror;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The folders and stores that settings ask for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    TunewrightHome.class,
    FileSettings.class,
    ArtifactSettings.class,
    StorageSettings.class,
    MirrorSettings.class
})
class StorageConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The home is made first of all: the database lies in it, and has less to say of a folder that cannot be written. */
    @Bean
    static BeanFactoryPostProcessor homeBeforeAll(Environment environment) {
        return beans -> Binder.get(environment).bind("tunewright", TunewrightHome.class);
    }

    @Bean
    FileRoots fileRoots(FileSettings settings, TunewrightHome home) {
        List<Path> roots = settings.fileRoots().isEmpty() ? List.of(home.folder("files")) : settings.fileRoots();
        return new FileRoots(roots, settings.maxFileSize().toBytes());
    }

    @Bean
    DatasetMirror datasetMirror(MirrorSettings settings) {
        return new DatasetMirror(settings.mirror());
    }

    /** A bucket where one is named, else a folder. */
    @Bean
    ArtifactStore artifactStore(
            ArtifactSettings folder, StorageSettings bucket, TunewrightHome home, SslBundles bundles, Clock clock)
            throws IOException {
        if (bucket.bucket() != null) {
            return S3Configuration.store(bucket, home, bundles, clock);
        }
        return new LocalArtifactStore(folder.path() == null ? home.folder("artifacts") : folder.path());
    }

    @Bean
    ArtifactStoreHealth artifactStoreHealthIndicator(ArtifactStore store) {
        return new ArtifactStoreHealth(store, PATIENCE, System::nanoTime);
    }
}
