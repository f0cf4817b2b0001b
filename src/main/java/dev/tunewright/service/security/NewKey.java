package dev.tunewright.service.security;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The command {@code new-key}: makes a key, prints it once, and the settings that hold only its hash. */
public final class NewKey {

    private static final String HELP = """
            Usage: java -jar tunewright.jar new-key NAME ROLE...

            Prints a new random key, for the client, and the settings that let it in, for the service's configuration.
            Roles: admin, submit (includes read), predict, read.
            """;

    private static final int RANDOM_BYTES = 32;

    private NewKey() {}

    /** @return exit code: 2 where the arguments cannot be meant */
    public static int run(String[] arguments, PrintStream out) {
        List<String> roles = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        if (roles.isEmpty() || !KeyRole.spellings().containsAll(roles) || arguments[0].startsWith("-")) {
            out.print(HELP);
            return arguments.length == 1 && arguments[0].equals("--help") ? 0 : 2;
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String key = "tw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        out.println("The key; it is shown only now:");
        out.println("  " + key);
        out.println("application.yaml of the service:");
        out.println("  tunewright:");
        out.println("    security:");
        out.println("      keys:");
        out.println("        - name: " + arguments[0]);
        out.println("          hash: \"" + KeyHash.ofKey(key) + "\"");
        out.println("          roles: [" + String.join(", ", roles) + "]");
        out.println("The client sends:");
        out.println("  Authorization: Bearer " + key);
        return 0;
    }
}
