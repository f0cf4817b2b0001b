package dev.tunewright.service.worker;

import java.util.Map;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** On PostgreSQL in a container, where there is Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerServiceTest extends ServiceContract {

    @Container
    private static final PostgreSQLContainer SERVER = new PostgreSQLContainer("postgres:17-alpine");

    private int databases;

    @Override
    Map<String, Object> freshDatabase() {
        String name = "tunewright" + ++databases;
        try {
            SERVER.execInContainer("createdb", "-U", SERVER.getUsername(), name);
        } catch (Exception e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return Map.of(
                "spring.datasource.url",
                SERVER.getJdbcUrl().replace("/" + SERVER.getDatabaseName(), "/" + name),
                "spring.datasource.username",
                SERVER.getUsername(),
                "spring.datasource.password",
                SERVER.getPassword());
    }
}
