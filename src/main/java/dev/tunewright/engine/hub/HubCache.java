package dev.tunewright.engine.hub;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's own cache, in its layout: what Python has downloaded on this machine is found here, and what we download
 * Python finds. A blob, a reference and a snapshot's entry appear whole or not at all.
 */
public final class HubCache {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final Path folder;

    /** @param folder holds {@code models--<org>--<name>} folders; need not exist yet */
    public HubCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The cache that Python uses in the same environment: {@code HF_HUB_CACHE}, else {@code HUGGINGFACE_HUB_CACHE}, else
     * {@code HF_HOME}/hub, else {@code XDG_CACHE_HOME}/huggingface/hub, else ~/.cache/huggingface/hub.
     *
     * @param environment environment variables, usually {@link System#getenv()}
     * @param home the user's home folder, for which a leading {@code ~} stands too
     */
    public static HubCache of(Map<String, String> environment, Path home) {
        for (String variable : new String[] {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
            if (environment.containsKey(variable)) {
                return new HubCache(expand(environment.get(variable), home));
            }
        }
        return new HubCache(home(environment, home).resolve("hub"));
    }

    /** @return Hugging Face's own folder, with the cache and the token in it */
    static Path home(Map<String, String> environment, Path home) {
        if (environment.containsKey("HF_HOME")) {
            return expand(environment.get("HF_HOME"), home);
        }
        return expand(environment.getOrDefault("XDG_CACHE_HOME", "~/.cache"), home)
                .resolve("huggingface");
    }

    static Path expand(String path, Path home) {
        return path.equals("~") || path.startsWith("~/")
                ? home.resolve(path.substring(1).replaceFirst("^/", ""))
                : Path.of(path);
    }

    public Path folder() {
        return folder;
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /**
     * Looks a repository up; never downloads. The folder may lack files that were never asked for.
     *
     * @param revision branch, tag or full commit; null: {@code main}
     * @return folder of the snapshot, named by its commit; empty if that revision is not in the cache
     * @throws InvalidInputException of the kind's field if the revision cannot be the hub's
     */
    public Optional<Path> find(HubName repository, @Nullable String revision) {
        String wanted = revision == null ? "main" : revision;
        repository.checkRevision(wanted);
        return commit(repository, wanted)
                .map(commit -> snapshot(repository, commit))
                .filter(Files::isDirectory);
    }

    /** A branch or tag that is spelled like a commit wins over the commit, as in the original. */
    private Optional<String> commit(HubName repository, String revision) {
        Path reference = reference(repository, revision);
        String commit = revision;
        if (Files.isRegularFile(reference)) {
            try {
                commit = Files.readString(reference).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(reference + " cannot be read", e);
            }
        }
        return isCommit(commit) ? Optional.of(commit) : Optional.empty();
    }

    /** @return where a file of a commit lies if it is there, the blob or a link to it */
    Path file(HubName repository, String commit, String file) {
        if (!HubFileName.isSafe(file)) {
            throw new HubException(
                    HubException.Problem.MALFORMED,
                    repository + " names a file that must not be: " + HubFileName.shown(file));
        }
        try {
            return snapshot(repository, commit).resolve(file);
        } catch (InvalidPathException e) {
            throw new HubException(
                    HubException.Problem.MALFORMED, HubFileName.shown(file) + " is no file name on this machine", e);
        }
    }

    Path snapshot(HubName repository, String commit) {
        return repository(repository).resolve("snapshots").resolve(commit);
    }

    /** @param etag the hub's name of the content, checked */
    Path blob(HubName repository, String etag) {
        return repository(repository).resolve("blobs").resolve(etag);
    }

    /** @return the part of a blob that has arrived; a name of our own, since other clients write to theirs */
    Path partial(HubName repository, String etag) {
        return blob(repository, etag).resolveSibling(etag + ".tunewright.incomplete");
    }

    /** @return the file that whoever downloads a blob holds locked, in any process */
    Path lock(HubName repository, String etag) {
        return folder.resolve(".locks").resolve(repository.folderName()).resolve(etag + ".lock");
    }

    /** @return where the names of a commit's files are kept, in the original's format */
    Path listing(HubName repository, String commit) {
        return repository(repository).resolve("trees").resolve(commit + ".json");
    }

    Path reference(HubName repository, String revision) {
        return repository(repository).resolve("refs").resolve(revision);
    }

    private Path repository(HubName repository) {
        return folder.resolve(repository.folderName());
    }

    /** Writes a small file whole. */
    static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Puts a blob into a snapshot: as a link where the file system has links, else as a copy. */
    static void link(Path blob, Path entry) throws IOException {
        Path around = Objects.requireNonNull(entry.getParent());
        Files.createDirectories(around);
        try {
            Files.createSymbolicLink(entry, around.relativize(blob));
        } catch (FileAlreadyExistsException another) {
            // Another process was as quick; a commit's file is the same whoever puts it there.
        } catch (UnsupportedOperationException | IOException noLinks) {
            Path copy = entry.resolveSibling(entry.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                Files.copy(blob, copy);
                Files.move(copy, entry, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }
}
