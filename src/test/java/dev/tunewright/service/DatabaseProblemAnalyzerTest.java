package dev.tunewright.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DatabaseProblemAnalyzerTest {

    @Test
    void absentDatabaseIsToldInASentence() {
        FailureAnalysis told = analysis("jdbc:postgresql://127.0.0.1:1/x", "b");
        assertThat(told.getDescription()).contains("127.0.0.1:1").doesNotContain("\n");
        assertThat(told.getAction()).contains("spring.datasource.url");
    }

    @Test
    void secondProcessOnOneHomeIsToldSo() {
        SQLException locked = new SQLException("Database may be already in use: \"/data/db\"", "90020", 90020);
        assertThat(new DatabaseProblemAnalyzer().analyze(locked).getAction()).contains("tunewright.home");
    }

    @Test
    void otherProblemsKeepTheirTrace() {
        SQLException other = new SQLException("no such column", "42S22");
        assertThat(new DatabaseProblemAnalyzer().analyze(other)).isNull();
    }

    private static FailureAnalysis analysis(String url, String password) {
        SQLException failure = catchThrowableOfType(
                SQLException.class,
                () -> DriverManager.getConnection(url, "a", password).close());
        return new DatabaseProblemAnalyzer().analyze(new IllegalStateException("cannot start", failure));
    }
}
