package dev.tunewright.service.storage;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An S3 server as a process of its own, which keeps its objects in a folder: it can be ended and started again. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "artifacts";
    static final String ACCESS_KEY = "test-user";
    static final String SECRET_KEY = "test-password";

    private final Path folder;
    private final int port = freePort();
    private @Nullable Process process;

    /** The SDK finds them as it finds an operator's. */
    static void useCredentials() {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
    }

    private S3Server(Path folder) {
        this.folder = folder;
    }

    public static S3Server start(Path folder) {
        useCredentials();
        S3Server server = new S3Server(folder);
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** With what it kept. */
    public void start() {
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-jar",
                            jar(),
                            "--http.port=" + port,
                            "--server.port=0",
                            "--com.adobe.testing.s3mock.store.root=" + folder,
                            "--com.adobe.testing.s3mock.store.retain-files-on-exit=true",
                            "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolveSibling("s3.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
        Awaitility.await("the S3 server answers")
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(this::answers);
    }

    /** Without a goodbye. */
    public void kill() {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        try {
            running.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean answers() throws IOException {
        HttpURLConnection head =
                (HttpURLConnection) endpoint().resolve("/" + BUCKET).toURL().openConnection();
        return head.getResponseCode() == 200;
    }

    private static String jar() {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .filter(entry -> entry.contains("s3mock") && entry.endsWith("-exec.jar"))
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
