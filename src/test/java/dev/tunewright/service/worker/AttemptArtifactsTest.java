package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptArtifactsTest {

    @TempDir
    Path scratch;

    private final Attempt attempt = new Attempt(UUID.randomUUID(), 2, null, null, null, null);
    private FolderStore store;
    private AttemptArtifacts artifacts;

    @BeforeEach
    void open() {
        store = new FolderStore(scratch.resolve("store"));
        artifacts = new AttemptArtifacts(store, null);
    }

    @Test
    void checkpointIsKeptAndTheTrainersOwnStays() throws IOException {
        Path checkpoint = checkpoint(5);

        artifacts.keep(attempt, new TrainEvent.Checkpointed(5, checkpoint, List.of()));

        assertThat(store.find(attempt.artifacts() + "/checkpoint-5")
                        .orElseThrow()
                        .resolve("config.json"))
                .exists();
        assertThat(checkpoint.resolve("config.json")).exists();
    }

    /** A trainer with short steps drops checkpoints (save_total_limit) faster than they are relayed. */
    @Test
    void checkpointThatTheTrainerHasDroppedMeanwhileIsNoError() throws IOException {
        artifacts.keep(attempt, new TrainEvent.Checkpointed(5, scratch.resolve("checkpoint-5"), List.of()));

        assertThat(store.find(attempt.artifacts() + "/checkpoint-5")).isEmpty();
    }

    @Test
    void droppedCheckpointLeavesTheStoreOnceItsEventIsStored() throws IOException {
        Path first = checkpoint(5);
        artifacts.keep(attempt, new TrainEvent.Checkpointed(5, first, List.of()));

        artifacts.forget(attempt, new TrainEvent.Checkpointed(10, checkpoint(10), List.of(first)));

        assertThat(store.find(attempt.artifacts() + "/checkpoint-5")).isEmpty();
    }

    private Path checkpoint(int step) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("checkpoint-" + step));
        Files.writeString(folder.resolve("config.json"), "{}");
        return folder;
    }
}
