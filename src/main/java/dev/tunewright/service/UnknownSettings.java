package dev.tunewright.service;

import dev.tunewright.engine.NearestName;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Warns of settings below {@code tunewright} that there are none of, in files and in the environment: misspelt, or gone with
 * an earlier version. They do not stop the start, so that one can go back to the version before.
 */
@Component
class UnknownSettings {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSettings.class);
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("tunewright");

    @EventListener
    void warn(ApplicationStartedEvent started) {
        SettingNames known = SettingNames.read();
        unknown(started.getApplicationContext().getEnvironment(), known)
                .forEach(name -> LOG.warn(
                        "there is no setting {}; it is ignored{}", name, NearestName.question(name, known.all())));
    }

    static Stream<String> unknown(Environment environment, SettingNames known) {
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .flatMap(source -> ((IterableConfigurationPropertySource) source).stream())
                .filter(OURS::isAncestorOf)
                .map(ConfigurationPropertyName::toString)
                .filter(name -> !known.contains(name))
                .distinct();
    }
}
