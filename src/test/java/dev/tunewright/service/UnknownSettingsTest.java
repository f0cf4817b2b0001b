package dev.tunewright.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnknownSettingsTest {

    private final SettingNames known = SettingNames.read();

    @Test
    void everySpellingOfSpringsIsKnown() {
        assertThat(known.all()).contains("tunewright.home", "tunewright.roles", "tunewright.worker.stop-grace");
        assertThat(Map.of(
                                "tunewright.worker.stop-grace", "",
                                "tunewright.worker.stopGrace", "",
                                "tunewright.worker.devices[0]", "",
                                "tunewright.security.keys[0].name", "",
                                "tunewright.webhooks.targets.mine.url", "")
                        .keySet())
                .allMatch(known::contains);
        assertThat(known.contains("tunewright.worker")).isFalse();
        assertThat(known.contains("tunewright.homes")).isFalse();
    }

    @Test
    void variablesOfTheImagesAndTheChartAreSettings() throws IOException {
        Set<String> variables = new TreeSet<>();
        for (Path folder : List.of(Path.of("docker"), Path.of("helm/tunewright/templates"))) {
            try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    Pattern.compile("TUNEWRIGHT_\\w+")
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(variable -> variables.add(variable.group()));
                }
            }
        }
        assertThat(variables).hasSizeGreaterThan(15).allMatch(known::contains);
    }

    @Test
    void unknownOnesOfFilesAndOfTheEnvironmentAreFound() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource(
                        "variables-systemEnvironment",
                        Map.of(
                                "TUNEWRIGHT_HOME", "/data",
                                "TUNEWRIGHT_WORKER_STOPGRACE", "1m",
                                "TUNEWRIGHT_WORKER_STOP_GRACE", "1m",
                                "TUNEWRIGHT_SECURITY_KEYS_0_NAME", "ci",
                                "TUNEWRIGHT_HOEM", "/data",
                                "HOME", "/root")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("file", Map.of("tunewright.retrain", "1", "server.port", "1")));
        ConfigurationPropertySources.attach(environment);
        assertThat(UnknownSettings.unknown(environment, known))
                .containsExactlyInAnyOrder("tunewright.hoem", "tunewright.retrain");
    }
}
