package dev.tunewright.service;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows a database that cannot be had at the start as a reason and a remedy, where it would be a page of stack traces.
 * Registered in {@code META-INF/spring.factories}.
 */
final class DatabaseProblemAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** H2's code where another process has the file open. */
    private static final int FILE_IN_USE = 90020;

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        if (cause.getErrorCode() == FILE_IN_USE) {
            return new FailureAnalysis(
                    "Another process uses the database of this home: " + firstLine(cause),
                    "Stop the other, or give this one a home and a port of its own: --tunewright.home=FOLDER --server.port=8081",
                    cause);
        }
        // Connections, who may have one, and databases that there are none of.
        if (state.startsWith("08") || state.startsWith("28") || state.startsWith("3D")) {
            return new FailureAnalysis(
                    "The database cannot be used: " + firstLine(cause),
                    "Check spring.datasource.url, .username and .password, and that the database is up.",
                    cause);
        }
        return null;
    }

    private static String firstLine(SQLException cause) {
        return String.valueOf(cause.getMessage()).split("\\R", 2)[0];
    }
}
