package dev.tunewright;

import java.io.PrintStream;
import java.util.Objects;
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

            The service describes itself at /v3/api-docs, for people at /swagger-ui/.
            """;

    private static final Set<String> ASKS_FOR_HELP = Set.of("--help", "-h", "help");
    private static final Set<String> ASKS_FOR_VERSION = Set.of("--version", "-V", "version");

    private Usage() {}

    /**
     * Answers at once what needs neither PyTorch nor the service.
     *
     * @param command the first argument; empty where there is none
     * @return the exit code; negative where the command is for somebody else
     */
    static int answer(String command, PrintStream out, PrintStream errors) {
        if (ASKS_FOR_HELP.contains(command)) {
            out.print(HELP);
            return 0;
        }
        if (ASKS_FOR_VERSION.contains(command)) {
            out.println(version());
            return 0;
        }
        if (command.startsWith("--") || command.isEmpty()) {
            return -1; // Settings of the service.
        }
        errors.println("There is no command \"" + command + "\"; --help lists those there are.");
        return 2;
    }

    private static String version() {
        // The jar's manifest holds it; classes that were only compiled have none.
        String version =
                Objects.requireNonNullElse(Usage.class.getPackage().getImplementationVersion(), "(not packaged)");
        return "Tunewright " + version + ", on Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }
}
