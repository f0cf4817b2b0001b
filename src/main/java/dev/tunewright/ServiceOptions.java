package dev.tunewright;

import dev.tunewright.engine.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Settings on the service's command line. Spring takes any {@code --name=value} without a word; here one that cannot be
 * meant is refused. Names below {@code tunewright} are those that the build wrote down from the records of settings; of
 * Spring Boot's own only the first word is looked at.
 */
final class ServiceOptions {

    private static final Set<String> FLAGS = Set.of("--debug", "--trace");
    private static final Set<String> OF_SPRING =
            Set.of("debug", "trace", "logging", "management", "server", "spring", "springdoc", "db-scheduler");
    /** Those that people look for most, to suggest. */
    private static final List<String> LIKELY = List.of(
            "server.port",
            "server.address",
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.datasource.password",
            "logging.level.root");

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private ServiceOptions() {}

    /** @return what is wrong first, in a sentence; empty where nothing is */
    static Optional<String> wrong(List<String> arguments) {
        return arguments.stream().flatMap(argument -> wrong(argument).stream()).findFirst();
    }

    private static Optional<String> wrong(String argument) {
        if (FLAGS.contains(argument)) {
            return Optional.empty();
        }
        if (!argument.startsWith("--")) {
            return Optional.of("\"" + argument + "\" is no setting: they are given as --server.port=8081, and a command"
                    + " stands before them");
        }
        String name = argument.substring(2).split("=", 2)[0];
        if (!isKnown(name)) {
            return Optional.of("There is no setting --" + name + NearestName.question(name, suggestions()));
        }
        return argument.contains("=") ? Optional.empty() : Optional.of(argument + " wants a value: " + argument + "=…");
    }

    private static boolean isKnown(String name) {
        ConfigurationPropertyName given = ConfigurationPropertyName.adapt(name, '.');
        if (given.isEmpty()) {
            return false;
        }
        String first = given.getElement(0, ConfigurationPropertyName.Form.ORIGINAL);
        return OF_SPRING.contains(first)
                || own().map(ConfigurationPropertyName::of)
                        // Lists and maps go on: tunewright.security.keys[0].name.
                        .anyMatch(known -> known.equals(given) || known.isAncestorOf(given));
    }

    private static List<String> suggestions() {
        return Stream.concat(LIKELY.stream(), own()).toList();
    }

    private static Stream<String> own() {
        try {
            List<String> names = new ArrayList<>();
            for (URL file : Collections.list(ServiceOptions.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = file.openStream()) {
                    for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                        names.add(property.path("name").asString());
                    }
                }
            }
            return names.stream().filter(name -> name.startsWith("tunewright."));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
