package dev.tunewright.service.worker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of this process, from its own binaries; it ends with the process. */
final class SharedPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    private static final class Server {
        private static final EmbeddedPostgres STARTED = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }

    /** @return properties that point to a database of its own, empty */
    static Map<String, Object> freshDatabase() {
        return freshDatabase(Server.STARTED);
    }

    static Map<String, Object> freshDatabase(EmbeddedPostgres server) {
        String name = "tunewright" + DATABASES.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return Map.of(
                "spring.datasource.url", server.getJdbcUrl("postgres", name), "spring.datasource.username", "postgres");
    }
}
