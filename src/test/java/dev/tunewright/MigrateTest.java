package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateTest {

    @Test
    void makesTheTablesAndEndsAndFindsNothingToDoTheSecondTime(@TempDir Path home) throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        String[] arguments = {
            "--spring.datasource.url=" + url, "--tunewright.home=" + home, "--spring.main.banner-mode=off"
        };
        Migrate.main(arguments);
        int first = migrations(url);
        assertThat(first).isPositive();
        Migrate.main(arguments);
        assertThat(migrations(url)).isEqualTo(first);
        assertThat(home).isEmptyDirectory();
    }

    private static int migrations(String url) throws SQLException {
        try (Connection database = DriverManager.getConnection(url, "sa", "");
                ResultSet count = database.createStatement()
                        .executeQuery("select count(*), (select count(*) from job)"
                                + " from \"flyway_schema_history\" where \"success\"")) {
            count.next();
            return count.getInt(1);
        }
    }
}
