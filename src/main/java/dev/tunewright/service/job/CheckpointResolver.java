package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.EmbeddedCheckpoints;
import dev.tunewright.engine.hub.HubCache;
import dev.tunewright.engine.hub.HubName;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The folder that a job's {@code checkpoint} stands for. */
final class CheckpointResolver {

    private static final String FIELD = "checkpoint";
    private static final String EMBEDDED = "embedded:";
    private static final String JOB = "job:";

    private final FileRoots files;
    private final JobDirectory jobs;
    private final ArtifactStore artifacts;
    private final HubCache hub;
    private final TunewrightHome home;

    CheckpointResolver(FileRoots files, JobDirectory jobs, ArtifactStore artifacts, HubCache hub, TunewrightHome home) {
        this.files = files;
        this.jobs = jobs;
        this.artifacts = artifacts;
        this.hub = hub;
        this.home = home;
    }

    /** @throws InvalidInputException if it stands for nothing */
    Path resolve(String checkpoint) {
        if (checkpoint.startsWith(EMBEDDED)) {
            return EmbeddedCheckpoints.materialise(checkpoint.substring(EMBEDDED.length()), home.folder("cache"));
        }
        if (checkpoint.startsWith(JOB)) {
            return output(checkpoint.substring(JOB.length()));
        }
        if (FileRoots.isFileReference(checkpoint)) {
            return files.folder(FIELD, checkpoint);
        }
        return downloaded(checkpoint);
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

    private Path downloaded(String checkpoint) {
        int at = checkpoint.indexOf('@');
        String name = at < 0 ? checkpoint : checkpoint.substring(0, at);
        String revision = at < 0 ? null : checkpoint.substring(at + 1);
        return hub.find(HubName.model(name), revision)
                .orElseThrow(() -> new InvalidInputException(FIELD, absent(name, revision)));
    }

    private String absent(String name, @Nullable String revision) {
        String wanted = "\"" + name + "\"" + (revision == null ? "" : ", revision=\"" + revision + "\"");
        return "`" + name + "`" + (revision == null ? "" : " at revision `" + revision + "`")
                + " is not in the hub cache " + hub.folder() + "; download it there (in Python:"
                + " huggingface_hub.snapshot_download(" + wanted + ")), or put the checkpoint under a file root"
                + " and use `file:<path>`";
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException exception) {
            return null;
        }
    }
}
