package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Loads the models of {@code tunewright.predict.preload} at start; the node counts as ready only afterwards. One that cannot be loaded is
 * told and passed over: the node still serves the others.
 */
@Component
@ConditionalOnRole(Role.PREDICT)
class Preload implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Preload.class);
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ModelCatalog catalog;
    private final PredictSettings settings;

    Preload(ModelCatalog catalog, PredictSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        for (String name : settings.preload()) {
            try {
                catalog.load(name, Caller.within(PATIENCE, true, () -> false));
                LOG.info("model {} is loaded", name);
            } catch (RuntimeException failure) {
                LOG.error("model {} of tunewright.predict.preload cannot be loaded", name, failure);
            }
        }
    }
}
