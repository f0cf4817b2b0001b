package dev.tunewright;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The service as the demo starts it: as always, but quiet. */
final class DemoService {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;

    private DemoService() {}

    static ConfigurableApplicationContext start(String[] arguments) {
        Stream<String> quiet = Stream.of(
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--logging.level.root=warn",
                "--logging.level.org.flywaydb=error",
                "--logging.level.org.springdoc=error");
        return SpringApplication.run(
                Tunewright.class, Stream.concat(quiet, Arrays.stream(arguments)).toArray(String[]::new));
    }

    /** Asked before the service takes its seconds to start, and told in fewer words than its own report. */
    static Optional<String> takenPort(String[] arguments) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        int port = environment.getProperty("server.port", Integer.class, DEFAULT_PORT);
        InetAddress address = InetAddress.getByName(environment.getProperty("server.address", LOOPBACK));
        try (ServerSocket free = new ServerSocket(port, 1, address)) {
            return Optional.empty();
        } catch (BindException taken) {
            return Optional.of("Port " + port + " of " + address.getHostAddress() + " cannot be used ("
                    + taken.getMessage() + "). Stop what listens there, or choose another port:"
                    + System.lineSeparator() + "  SERVER_PORT=" + (port + 1) + " java -jar tunewright.jar demo");
        }
    }

    static String address(Environment environment) {
        String host = environment.getProperty("server.address", LOOPBACK);
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? LOOPBACK : host;
        return "http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":"
                + environment.getRequiredProperty("local.server.port");
    }
}
