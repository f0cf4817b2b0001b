package dev.tunewright.service.model;

import dev.tunewright.engine.nn.OpenMp;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.storage.ArtifactStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Loads models with the engine. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PredictSettings.class)
class PredictConfiguration {

    /** Read by DJL when the first model starts the engine. */
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    @Bean
    @ConditionalOnRole(Role.PREDICT)
    ModelRegistry modelRegistry(
            ArtifactStore artifacts, PredictSettings settings, PredictMetrics metrics, Environment environment) {
        boolean besideTrainers = Role.of(environment).contains(Role.WORKER);
        int threads = settings.forwardThreads(besideTrainers);
        System.setProperty(THREADS, "" + threads);
        OpenMp.keepCores(threads);
        return new ModelRegistry(artifacts, new EngineLoader(settings.bf16()), settings, metrics);
    }
}
