package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.hub.HubCache;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.dataset.UploadedDatasets;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Finds checkpoints and data that are already on this machine. */
@Component
class LocalJobSpecResolver implements JobSpecResolver {

    private final CheckpointResolver checkpoints;
    private final DatasetResolver datasets;

    @Autowired
    LocalJobSpecResolver(
            UploadedDatasets uploads,
            FileRoots files,
            JobDirectory jobs,
            ArtifactStore artifacts,
            TunewrightHome home) {
        this(
                uploads,
                files,
                jobs,
                artifacts,
                HubCache.of(System.getenv(), Path.of(System.getProperty("user.home"))),
                home);
    }

    LocalJobSpecResolver(
            UploadedDatasets uploads,
            FileRoots files,
            JobDirectory jobs,
            ArtifactStore artifacts,
            HubCache hub,
            TunewrightHome home) {
        this.checkpoints = new CheckpointResolver(files, jobs, artifacts, hub, home);
        this.datasets = new DatasetResolver(uploads, files, home);
    }

    @Override
    public TrainTask resolve(JobSpec spec) {
        List<Violation> violations = new ArrayList<>();
        Path checkpoint = collecting(violations, () -> checkpoints.resolve(spec.checkpoint()));
        DatasetSpec dataset = collecting(violations, () -> datasets.resolve(spec.dataset()));
        if (checkpoint == null || dataset == null) {
            throw new InvalidInputException(violations);
        }
        return new TrainTask(
                checkpoint, dataset, spec.hyperparameters(), spec.config(), spec.numLabels(), spec.metrics());
    }

    /** @return the data set alone; empty if a reference in it leads nowhere */
    Optional<DatasetSpec> dataset(JobSpec spec) {
        return Optional.ofNullable(collecting(new ArrayList<>(), () -> datasets.resolve(spec.dataset())));
    }

    private static <T> @Nullable T collecting(List<Violation> violations, Supplier<T> resolution) {
        try {
            return resolution.get();
        } catch (InvalidInputException exception) {
            violations.addAll(exception.violations());
            return null;
        }
    }
}
