package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.EmbeddedCheckpoints;
import dev.tunewright.engine.hub.PinnedFiles;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The folder that a job's {@code checkpoint} stands for. */
@Component
final class CheckpointResolver {

    private static final String FIELD = "checkpoint";
    private static final String EMBEDDED = "embedded:";
    private static final String JOB = "job:";

    private final FileRoots files;
    private final JobDirectory jobs;
    private final ArtifactStore artifacts;
    private final HubReferences hub;
    private final TunewrightHome home;

    CheckpointResolver(
            FileRoots files, JobDirectory jobs, ArtifactStore artifacts, HubReferences hub, TunewrightHome home) {
        this.files = files;
        this.jobs = jobs;
        this.artifacts = artifacts;
        this.hub = hub;
        this.home = home;
    }

    static boolean isOfTheHub(String checkpoint) {
        return !checkpoint.startsWith(EMBEDDED)
                && !checkpoint.startsWith(JOB)
                && !FileRoots.isFileReference(checkpoint);
    }

    /**
     * @param pin what it stands for on the hub, where it is of the hub; its folder may lack files
     * @throws InvalidInputException if it stands for nothing
     */
    Path resolve(String checkpoint, @Nullable PinnedFiles pin) {
        if (pin != null) {
            return hub.folder(pin);
        }
        if (checkpoint.startsWith(EMBEDDED)) {
            return EmbeddedCheckpoints.materialise(checkpoint.substring(EMBEDDED.length()), home.folder("cache"));
        }
        if (checkpoint.startsWith(JOB)) {
            return output(checkpoint.substring(JOB.length()));
        }
        return files.folder(FIELD, checkpoint);
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

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException exception) {
            return null;
        }
    }
}
