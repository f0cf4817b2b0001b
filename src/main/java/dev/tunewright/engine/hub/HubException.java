package dev.tunewright.engine.hub;

import java.util.Objects;

/** The hub, or the way to it, does not give what is asked for. The message names repository, endpoint and remedy, no token. */
public final class HubException extends RuntimeException {

    /** What a caller can tell apart. */
    public enum Problem {
        /** No such repository, or a private one and no token that may see it. */
        REPOSITORY_NOT_FOUND("hub_not_found", false),
        /** The repository has no such branch, tag or commit. */
        REVISION_NOT_FOUND("hub_not_found", false),
        /** The repository has no such file at this revision. */
        FILE_NOT_FOUND("hub_not_found", false),
        /** Its terms must be accepted first. */
        GATED("hub_gated", false),
        /** The token is wrong, or may not do this. */
        REFUSED("hub_refused", false),
        /** This node must not ask the hub. */
        OFFLINE("hub_offline", false),
        /** What answers does not speak the hub's protocol, or names what must not be. */
        MALFORMED("hub_malformed", false),
        /** No answer, none in time, or the answer to come again later. */
        UNREACHABLE("hub_unreachable", true),
        /** What arrived is not what the hub says the file is. */
        CORRUPT("hub_corrupt", true),
        /** The cache cannot be written: no room, no right. */
        CACHE("hub_cache", true);

        private final String code;
        private final boolean retryable;

        Problem(String code, boolean retryable) {
            this.code = code;
            this.retryable = retryable;
        }
    }

    private final Problem problem;

    HubException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    HubException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** @return stable and machine-readable, such as {@code hub_unreachable} */
    public String code() {
        return problem.code;
    }

    /** @return whether the same could work another time */
    public boolean retryable() {
        return problem.retryable;
    }

    /** @return never null, as every constructor gives one */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
