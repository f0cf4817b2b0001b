package dev.tunewright.service.worker;

import static org.awaitility.Awaitility.await;

import dev.tunewright.Tunewright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service in a process of its own, with a fake trainer: to be killed, frozen, or asked to end. */
final class NodeProcess extends NodeClient implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;

    private NodeProcess(Process process, String url) {
        super(url);
        this.process = process;
    }

    /** Several at once start in little more time than one. */
    static final class Starting {

        private final Process process;
        private final Path port;

        private Starting(Process process, Path port) {
            this.process = process;
            this.port = port;
        }

        NodeProcess ready() throws IOException {
            await().atMost(START).until(() -> Files.exists(port) || !process.isAlive());
            return new NodeProcess(process, "http://127.0.0.1:" + Files.readString(port));
        }
    }

    /** What starts quickest. */
    static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    /** @param environment more of it, for the process */
    static Starting start(
            Path home,
            String name,
            List<String> options,
            Map<String, Object> properties,
            Map<String, String> environment)
            throws IOException {
        Path port = home.resolve(name + ".port");
        Files.deleteIfExists(port);
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), port.toString()));
        TestNode.settings(home, properties).forEach((key, value) -> line.add("--" + key + "=" + value));
        line.add("--tunewright.worker.name=" + name);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return new Starting(builder.start(), port);
    }

    /** As {@code kill} does. */
    void signal(String name) throws IOException, InterruptedException {
        signal(name, process.toHandle());
    }

    /** Also to its trainers. */
    void signalAll(String name) throws IOException, InterruptedException {
        List<ProcessHandle> trainers = trainers();
        signal(name);
        for (ProcessHandle trainer : trainers) {
            signal(name, trainer);
        }
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    List<ProcessHandle> trainers() {
        return process.toHandle().children().filter(ProcessHandle::isAlive).toList();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        trainers().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** Starts the service and tells its port in a file. */
    static final class Main {

        public static void main(String[] arguments) throws IOException {
            Path port = Path.of(arguments[0]);
            String[] rest = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
            ConfigurableApplicationContext context =
                    new SpringApplicationBuilder(Tunewright.class, TestNode.Fakes.class).run(rest);
            Path written = port.resolveSibling(port.getFileName() + ".new");
            Files.writeString(written, context.getEnvironment().getRequiredProperty("local.server.port"));
            Files.move(written, port);
        }
    }
}
