package dev.tunewright.service.job;

import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.engine.hub.PinnedFiles;
import org.jspecify.annotations.Nullable;

/**
 * What a job names on the hub, at the commits it was admitted with: every attempt has the same files, wherever branches move.
 *
 * @param checkpoint null: the job's checkpoint is not the hub's
 * @param dataset null: the job's data set is not the hub's
 */
public record HubPins(
        @Nullable PinnedFiles checkpoint, @Nullable HubDataset dataset) {

    public static final HubPins NONE = new HubPins(null, null);

    @Nullable
    String checkpointCommit() {
        return checkpoint == null ? null : checkpoint.commit();
    }

    @Nullable
    String datasetCommit() {
        return dataset == null ? null : dataset.files().commit();
    }
}
