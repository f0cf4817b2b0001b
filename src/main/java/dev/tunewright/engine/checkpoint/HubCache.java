package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hugging Face's own cache, in its layout: what Python has downloaded on this machine is found here. */
public final class HubCache {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");
    private static final int MAX_REVISION = 200;

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
        if (environment.containsKey("HF_HOME")) {
            return new HubCache(expand(environment.get("HF_HOME"), home).resolve("hub"));
        }
        Path caches = expand(environment.getOrDefault("XDG_CACHE_HOME", "~/.cache"), home);
        return new HubCache(caches.resolve("huggingface").resolve("hub"));
    }

    private static Path expand(String path, Path home) {
        return path.equals("~") || path.startsWith("~/")
                ? home.resolve(path.substring(1).replaceFirst("^/", ""))
                : Path.of(path);
    }

    public Path folder() {
        return folder;
    }

    /**
     * Looks a model up; never downloads. The folder may lack files that were never asked for in Python.
     *
     * @param name {@code bert-base-uncased} or {@code org/name}
     * @param revision branch, tag or full commit; null: {@code main}
     * @return folder of the snapshot; empty if that revision is not in the cache
     * @throws InvalidInputException of field {@code checkpoint} if name or revision cannot be the hub's
     */
    public Optional<Path> find(String name, @Nullable String revision) {
        checkName(name);
        String wanted = revision == null ? "main" : revision;
        checkRevision(wanted);
        Path model = folder.resolve("models--" + name.replace("/", "--"));
        return commit(model, wanted)
                .map(commit -> model.resolve("snapshots").resolve(commit))
                .filter(Files::isDirectory);
    }

    /** A branch or tag that is spelled like a commit wins over the commit, as in the original. */
    private static Optional<String> commit(Path model, String revision) {
        Path reference = model.resolve("refs").resolve(revision);
        String commit = revision;
        if (Files.isRegularFile(reference)) {
            try {
                commit = Files.readString(reference).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(reference + " cannot be read", e);
            }
        }
        return COMMIT.matcher(commit).matches() ? Optional.of(commit) : Optional.empty();
    }

    private static void checkName(String name) {
        String[] parts = name.split("/", -1);
        boolean valid = parts.length <= 2 && !name.contains("--") && !name.contains("..") && !name.endsWith(".git");
        for (String part : parts) {
            valid &= PART.matcher(part).matches();
        }
        if (!valid) {
            throw new InvalidInputException(
                    "checkpoint",
                    "\"" + abridged(name)
                            + "\" is not a name of the hub; write name or org/name, each of at most 96 letters,"
                            + " digits, -, _ and ., without -- or .. and beginning and ending with a letter or digit");
        }
    }

    private static void checkRevision(String revision) {
        boolean valid = revision.length() <= MAX_REVISION && !revision.contains("..");
        for (String part : revision.split("/", -1)) {
            valid &= PART.matcher(part).matches();
        }
        if (!valid) {
            throw new InvalidInputException(
                    "checkpoint",
                    "\"" + abridged(revision)
                            + "\" is not a revision; write a branch, a tag or a full commit of at most " + MAX_REVISION
                            + " characters");
        }
    }

    private static String abridged(String text) {
        return text.length() <= MAX_REVISION ? text : text.substring(0, MAX_REVISION) + "…";
    }
}
