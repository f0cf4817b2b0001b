package dev.tunewright.service.worker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** On a real PostgreSQL server, started from its own binaries. */
class PostgresServiceTest extends ServiceContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private @Nullable EmbeddedPostgres server;

    @Override
    Map<String, Object> freshDatabase() {
        String name = "tunewright" + DATABASES.incrementAndGet();
        EmbeddedPostgres server = server();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return Map.of(
                "spring.datasource.url", server.getJdbcUrl("postgres", name), "spring.datasource.username", "postgres");
    }

    private EmbeddedPostgres server() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.start();
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    /** The server only after the nodes that use it. */
    @Override
    @AfterAll
    void stop() {
        super.stop();
        try {
            server().close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }
}
