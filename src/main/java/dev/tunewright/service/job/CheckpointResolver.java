package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.EmbeddedCheckpoints;
import dev.tunewright.engine.checkpoint.HubCache;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The folder that a job's {@code checkpoint} stands for. */
final class CheckpointResolver {

    private static final String FIELD = "checkpoint";
    private static final String EMBEDDED = "embedded:";
    private static final String JOB = "job:";
    private static final Pattern HUB_NAME =
            Pattern.compile("(?<name>[\\w][\\w.-]*(?:/[\\w][\\w.-]*)?)(?:@(?<revision>[\\w][\\w./-]*))?");

    private final FileRoots files;
    private final JobDirectory jobs;
    private final ArtifactStore artifacts;
    private final TunewrightHome home;

    CheckpointResolver(FileRoots files, JobDirectory jobs, ArtifactStore artifacts, TunewrightHome home) {
        this.files = files;
        this.jobs = jobs;
        this.artifacts = artifacts;
        this.home = home;
    }

    /** @throws InvalidInputException if it stands for nothing */
    Path resolve(String checkpoint) {
        if (checkpoint.startsWith(EMBEDDED)) {
            return embedded(checkpoint.substring(EMBEDDED.length()));
        }
        if (checkpoint.startsWith(JOB)) {
            return output(checkpoint.substring(JOB.length()));
        }
        if (FileRoots.isFileReference(checkpoint)) {
            return files.folder(FIELD, checkpoint);
        }
        return hub(checkpoint);
    }

    private Path embedded(String name) {
        if (!EmbeddedCheckpoints.names().contains(name)) {
            throw new InvalidInputException(
                    FIELD,
                    "no embedded checkpoint `" + name + "`; there are "
                            + String.join(", ", EmbeddedCheckpoints.names()));
        }
        return EmbeddedCheckpoints.materialise(name, home.folder("cache"));
    }

    private Path output(String id) {
        JobDirectory.Entry job = Optional.ofNullable(uuid(id))
                .flatMap(jobs::find)
                .orElseThrow(() -> new InvalidInputException(FIELD, "no job `" + id + "`"));
        if (job.status() != JobStatus.SUCCEEDED) {
            throw new InvalidInputException(
                    FIELD,
                    "job `" + id + "` is " + job.status().wire()
                            + "; only the output of one that succeeded can be used");
        }
        try {
            return artifacts
                    .find("jobs/" + job.id() + "/" + job.attempt() + "/model")
                    .orElseThrow(() -> new InvalidInputException(FIELD, "the output of job `" + id + "` was deleted"));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private Path hub(String checkpoint) {
        Matcher reference = HUB_NAME.matcher(checkpoint);
        if (!reference.matches()) {
            throw new InvalidInputException(
                    FIELD,
                    "must be a hub name such as `org/name@revision`, `embedded:<name>`, `job:<id>` or"
                            + " `file:<path>`, was `" + checkpoint.replaceAll("\\p{Cntrl}", "?") + "`");
        }
        String name = reference.group("name");
        String revision = reference.group("revision");
        return HubCache.find(name, revision)
                .orElseThrow(() -> new InvalidInputException(FIELD, absent(name, revision)));
    }

    private static String absent(String name, @Nullable String revision) {
        return "`" + name + "`" + (revision == null ? "" : " at revision `" + revision + "`")
                + " is not in the hub cache " + HubCache.folder() + "; download it there (in Python:"
                + " huggingface_hub.snapshot_download(\"" + name + "\")), or put the checkpoint under a file root and"
                + " use `file:<path>`";
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException exception) {
            return null;
        }
    }
}
