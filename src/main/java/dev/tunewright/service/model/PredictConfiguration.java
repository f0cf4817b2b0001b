package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.storage.ArtifactStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads models with the engine. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PredictSettings.class)
class PredictConfiguration {

    @Bean
    @ConditionalOnRole(Role.PREDICT)
    ModelRegistry modelRegistry(ArtifactStore artifacts, PredictSettings settings, PredictMetrics metrics) {
        return new ModelRegistry(artifacts, Classifier::load, settings, metrics);
    }
}
