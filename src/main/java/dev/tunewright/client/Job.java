package dev.tunewright.client;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as {@code GET /jobs/{id}} tells it.
 *
 * @param status queued, running, succeeded, failed or cancelled
 * @param error why it failed; null unless it did
 */
public record Job(
        UUID id,
        String name,
        String status,
        Progress progress,
        @Nullable Failure error) {

    private static final Set<String> TERMINAL = Set.of("succeeded", "failed", "cancelled");

    public record Progress(int step, int maxSteps, double epoch) {}

    public record Failure(String code, String message, boolean retryable) {}

    public boolean hasEnded() {
        return isTerminal(status);
    }

    public boolean hasSucceeded() {
        return status.equals("succeeded");
    }

    static boolean isTerminal(String status) {
        return TERMINAL.contains(status);
    }
}
