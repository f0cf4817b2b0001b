package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server that the test can end. */
class S3ArtifactStoreTest extends BucketContract {

    private static S3Server server;

    @BeforeAll
    static void startServer(@TempDir Path objects) throws IOException {
        server = S3Server.start(Files.createDirectories(objects.resolve("s3")));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }

    @Test
    void storeThatComesBackHasEverything() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        server.kill();
        Path two = model("two");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> store().put("jobs/a/1/model", two));
        server.start();
        assertThat(otherNode().find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("one");
        store().put("jobs/a/1/model", two);
        assertThat(otherNode().find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("two");
    }
}
