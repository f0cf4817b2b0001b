package dev.tunewright.engine.hub;

import dev.tunewright.engine.hub.HubException.Problem;
import org.jspecify.annotations.Nullable;

/** What the hub's refusals mean, and what to do about them. */
final class HubRefusals {

    private HubRefusals() {}

    /**
     * @param answer of a status from 300 on that no later try changes
     * @param file null: the repository itself
     */
    static HubException of(
            HubAnswer answer, HubSettings settings, HubName repository, String revision, @Nullable String file) {
        String hub = " at " + settings.endpoint();
        boolean known = settings.token() != null;
        return switch (answer.header("X-Error-Code").orElse("")) {
            case "GatedRepo" ->
                new HubException(
                        Problem.GATED,
                        repository + " is gated; accept the terms at " + settings.address(repository.pagePath())
                                + (known ? " with the account of your HF_TOKEN" : " and set HF_TOKEN"));
            case "RevisionNotFound" ->
                new HubException(
                        Problem.REVISION_NOT_FOUND,
                        repository + " has no revision `" + revision + "`" + hub + "; see "
                                + settings.address(repository.pagePath()) + "/tree/main");
            case "EntryNotFound" ->
                new HubException(
                        Problem.FILE_NOT_FOUND,
                        repository + " has no file " + HubFileName.shown(file == null ? "" : file) + " at revision `"
                                + revision + "`" + hub);
            case "RepoNotFound" -> notFound(settings, repository);
            default ->
                switch (answer.status()) {
                    case 404 -> notFound(settings, repository);
                    // The hub does not tell a stranger whether a private repository is there.
                    case 401 ->
                        known
                                ? new HubException(
                                        Problem.REFUSED,
                                        "the hub" + hub
                                                + " does not accept the token (401); HF_TOKEN is wrong or expired")
                                : notFound(settings, repository);
                    case 403 ->
                        new HubException(
                                Problem.REFUSED,
                                "the hub" + hub + " refuses " + repository
                                        + " (403); set HF_TOKEN to a token that may read it");
                    default ->
                        new HubException(
                                Problem.MALFORMED,
                                "the hub" + hub + " answered for " + repository + " with status " + answer.status()
                                        + "; is HF_ENDPOINT right?");
                };
        };
    }

    private static HubException notFound(HubSettings settings, HubName repository) {
        return new HubException(
                Problem.REPOSITORY_NOT_FOUND,
                repository + " is not on the hub at " + settings.endpoint() + ": it is private or misspelt; "
                        + (settings.token() == null
                                ? "set HF_TOKEN if it is private"
                                : "your HF_TOKEN may not be allowed to see it"));
    }
}
