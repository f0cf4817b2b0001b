package dev.tunewright.service.worker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** On a real PostgreSQL server, started from its own binaries. */
class PostgresServiceTest extends ServiceContract {

    private EmbeddedPostgres server;

    @Override
    Map<String, Object> database() {
        try {
            server = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not start", e);
        }
        return Map.of(
                "spring.datasource.url",
                server.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.username",
                "postgres");
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not stop", e);
        }
    }
}
