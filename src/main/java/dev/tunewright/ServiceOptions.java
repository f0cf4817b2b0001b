package dev.tunewright;

import dev.tunewright.engine.NearestName;
import dev.tunewright.service.SettingNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Settings on the service's command line. Spring takes any {@code --name=value} without a word; here one that cannot be
 * meant is refused. Of Spring Boot's own only the first word is looked at.
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
        String first = name.split("[.\\[]", 2)[0];
        return OF_SPRING.contains(first)
                || name.startsWith(SettingNames.PREFIX) && SettingNames.read().contains(name);
    }

    private static List<String> suggestions() {
        return Stream.concat(LIKELY.stream(), SettingNames.read().all().stream())
                .toList();
    }
}
