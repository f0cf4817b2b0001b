package dev.tunewright.engine.hub;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one commit: the same ones whenever and wherever they are asked for.
 *
 * @param name of the repository, as it was asked for
 * @param revision as it was asked for; null: {@code main}
 * @param files in the order in which they are downloaded
 */
public record PinnedFiles(
        HubName.Kind kind, String name, @Nullable String revision, String commit, List<String> files) {

    public PinnedFiles {
        files = List.copyOf(files);
    }

    static PinnedFiles of(HubListing listing, @Nullable String revision, List<String> files) {
        HubName repository = listing.repository();
        return new PinnedFiles(repository.kind(), repository.name(), revision, listing.commit(), files);
    }

    public HubName repository() {
        return new HubName(kind, name);
    }

    public boolean areCached(HubClient client) {
        return files.stream()
                .allMatch(file -> client.cached(repository(), commit, file).isPresent());
    }

    /** Has all of them; those that are in the cache cost nothing. */
    public void download(HubClient client, DownloadListener listener) {
        for (String file : files) {
            client.download(repository(), commit, file, listener);
        }
        if (client.settings().cache().find(repository(), revision).isEmpty()) {
            client.remember(repository(), revision, commit);
        }
    }

    /** @return folder of the commit */
    public Path folder(HubClient client) {
        return client.settings().cache().snapshot(repository(), commit);
    }

    /** @return where a file of it lies */
    public Path path(HubClient client, String file) {
        return client.settings().cache().file(repository(), commit, file);
    }

    /** Asks the hub whether they may be had: of a gated repository anybody may read the list, but not the files. */
    public void checkAccess(HubClient client) {
        String last = files.get(files.size() - 1);
        if (client.cached(repository(), commit, last).isEmpty()) {
            client.checkAccess(repository(), commit, last);
        }
    }
}
