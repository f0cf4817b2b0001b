package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.metric.Checkpoints;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what trainers wrote into the artifact store, and the last checkpoint back out of it. */
final class AttemptArtifacts {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptArtifacts.class);

    private final ArtifactStore store;
    private final Checkpoints checkpoints;

    AttemptArtifacts(ArtifactStore store, Checkpoints checkpoints) {
        this.store = store;
        this.checkpoints = checkpoints;
    }

    /** What is found from now on stays on this node until the hold is closed. */
    ArtifactStore.Hold hold() {
        return store.hold();
    }

    /** @return local folder of the furthest checkpoint that the store still has */
    Optional<Path> lastCheckpoint(UUID job) throws IOException {
        for (String key : checkpoints.keys(job)) {
            Optional<Path> folder = store.find(key);
            if (folder.isPresent()) {
                return folder;
            }
        }
        return Optional.empty();
    }

    /** Before the event is stored: a row never names what is not there. */
    void keep(Attempt attempt, TrainEvent event) throws IOException {
        if (event instanceof TrainEvent.Checkpointed checkpoint) {
            keepCheckpoint(attempt, checkpoint.path());
        } else if (event instanceof TrainEvent.Predicted predicted) {
            store.put(attempt.artifact(predicted.path()), predicted.path());
            store.put(attempt.artifact(predicted.worst()), predicted.worst());
        }
    }

    /**
     * A trainer that is ahead may drop the checkpoint at any moment, for a newer one whose event is on its way: then nothing
     * is kept, least of all half of it.
     */
    private void keepCheckpoint(Attempt attempt, Path checkpoint) throws IOException {
        try {
            store.put(attempt.artifact(checkpoint), checkpoint);
        } catch (NoSuchFileException gone) {
            if (Files.exists(checkpoint)) {
                throw gone;
            }
        }
        if (!Files.exists(checkpoint)) {
            store.delete(attempt.artifact(checkpoint));
        }
    }

    void keepModel(Attempt attempt, Path model) throws IOException {
        store.put(attempt.artifacts() + "/model", model);
    }

    /** After the event was refused: nothing will ever name what it had kept. */
    void discard(Attempt attempt, TrainEvent event) {
        if (event instanceof TrainEvent.Checkpointed checkpoint) {
            String key = attempt.artifact(checkpoint.path());
            if (!checkpoints.keys(attempt.jobId()).contains(key)) {
                delete(key);
            }
        }
    }

    /** After the event is stored. */
    void forget(Attempt attempt, TrainEvent event) {
        if (event instanceof TrainEvent.Checkpointed checkpoint
                && !checkpoint.removed().isEmpty()) {
            for (Path removed : checkpoint.removed()) {
                delete(attempt.artifact(removed));
            }
            if (isKept(attempt.artifact(checkpoint.path()))) {
                forgetEarlier(attempt);
            }
        }
    }

    /** @return false also where it cannot be told now: then the earlier ones stay until the next checkpoint */
    private boolean isKept(String key) {
        try {
            return store.look(key).isPresent();
        } catch (IOException away) {
            return false;
        }
    }

    /** This attempt has as many checkpoints as are to be kept, the best among them, and all are further. */
    private void forgetEarlier(Attempt attempt) {
        checkpoints.dropBefore(attempt).forEach(this::delete);
    }

    /** What cannot be deleted now costs room, but no attempt. */
    private void delete(String key) {
        try {
            store.delete(key);
        } catch (IOException away) {
            LOG.warn("{} stays in the artifact store: {}", key, away.toString());
        }
    }
}
