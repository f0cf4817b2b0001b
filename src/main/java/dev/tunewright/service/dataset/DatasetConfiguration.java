package dev.tunewright.service.dataset;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.storage.Staging;
import dev.tunewright.service.storage.TunewrightHome;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where uploads arrive. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.API)
@EnableConfigurationProperties(DatasetSettings.class)
class DatasetConfiguration {

    /** Larger parts are written to disk as they arrive. */
    private static final int IN_MEMORY_BYTES = 16 << 10;

    /** Swept at the next start if this process is killed in the middle of an upload. */
    @Bean
    Staging uploadStaging(TunewrightHome home) throws IOException {
        return Staging.open(home.folder("uploads"));
    }

    @Bean
    MultipartConfigElement multipartConfigElement(Staging staging, DatasetSettings settings) {
        long limit = settings.maxUploadSize().toBytes();
        return new MultipartConfigElement(staging.folder().toString(), limit, limit, IN_MEMORY_BYTES);
    }
}
