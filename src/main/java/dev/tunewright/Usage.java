package dev.tunewright;

import dev.tunewright.engine.NearestName;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a person is told who asks how the jar is used, or which one it is. */
final class Usage {

    private static final String HELP = """
            Tunewright fine-tunes transformer classifiers and serves them.

            Usage: java -jar tunewright.jar [COMMAND] [--SETTING=VALUE...]

            Commands:
              (none)                   starts the service, on http://127.0.0.1:8080 unless told otherwise
              demo                     starts it, trains a small model, asks it, and shows how your own is done
              train --spec FILE --output FOLDER
                                       trains in this shell, without the service
              migrate                  brings the database to this version's tables, and ends
              new-key NAME ROLE...     makes a key for a client: admin, submit, predict or read
              --help, --version        this, and the version

            train and new-key tell more with --help.

            Settings, as arguments, as environment variables (TUNEWRIGHT_HOME), or in an application.yaml here:
              --server.port=8081                  the port
              --tunewright.home=FOLDER            database, artifacts and cache; ~/.tunewright
              --tunewright.file-roots=FOLDER      where data and checkpoints named file: may lie
              --tunewright.worker.devices=cpu     what to train on; every GPU, or else the processor
            All of them: src/docs/operations.md.

            The service shows itself at /, and its interface at /swagger-ui/ and /v3/api-docs.
            """;

    private static final Set<String> STARTS_THE_SERVICE = Set.of("demo", "migrate");
    private static final Set<String> COMMANDS = Set.of("demo", "train", "migrate", "new-key");
    private static final int WRONG = 2;
    private static final Set<String> ASKS_FOR_HELP = Set.of("--help", "-h", "help");
    private static final Set<String> ASKS_FOR_VERSION = Set.of("--version", "-V", "version");

    private Usage() {}

    /**
     * Answers at once what needs neither PyTorch nor the service.
     *
     * @param arguments of the command line, which is not for {@code train} or {@code new-key}
     * @return the exit code; negative where the service is to start, or to migrate
     */
    static int answer(String[] arguments, PrintStream out, PrintStream errors) {
        List<String> given = Arrays.asList(arguments);
        String first = given.isEmpty() ? "" : given.get(0);
        if (ASKS_FOR_HELP.contains(first) || given.contains("--help")) {
            out.print(HELP);
            return 0;
        }
        if (ASKS_FOR_VERSION.contains(first)) {
            out.println(version());
            return 0;
        }
        boolean named = !first.isEmpty() && !first.startsWith("-");
        Optional<String> wrong = named && !STARTS_THE_SERVICE.contains(first)
                ? Optional.of("There is no command \"" + first + "\"" + NearestName.question(first, COMMANDS))
                : ServiceOptions.wrong(given.subList(named ? 1 : 0, given.size()));
        wrong.ifPresent(message -> errors.println(message + " (--help tells what there is)"));
        return wrong.isPresent() ? WRONG : -1;
    }

    private static String version() {
        // The jar's manifest holds it; classes that were only compiled have none.
        String version =
                Objects.requireNonNullElse(Usage.class.getPackage().getImplementationVersion(), "(not packaged)");
        return "Tunewright " + version + ", on Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }
}
