package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.engine.hub.PinnedFiles;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.storage.FileRoots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds checkpoints and data on this machine, and brings those of the hub onto it. */
@Component
class LocalJobSpecResolver implements JobSpecResolver {

    private final HubReferences hub;
    private final FileRoots files;
    private final CheckpointResolver checkpoints;
    private final DatasetResolver datasets;

    LocalJobSpecResolver(CheckpointResolver checkpoints, DatasetResolver datasets, HubReferences hub, FileRoots files) {
        this.checkpoints = checkpoints;
        this.datasets = datasets;
        this.hub = hub;
        this.files = files;
    }

    @Override
    public TrainTask resolve(JobSpec spec, HubPins pins, DownloadListener listener) {
        HubPins complete = pins.equals(HubPins.NONE) ? pin(spec) : pins;
        hub.download(complete, listener);
        return describe(spec, complete);
    }

    /**
     * Finds the commits that a job's names on the hub stand for now, in the cache or else on the hub.
     *
     * @throws InvalidInputException with every name that stands for nothing
     */
    HubPins pin(JobSpec spec) {
        List<Violation> violations = new ArrayList<>();
        PinnedFiles checkpoint = !CheckpointResolver.isOfTheHub(spec.checkpoint())
                ? null
                : collecting(violations, () -> hub.checkpoint(spec.checkpoint()));
        HubDataset dataset = !datasets.isOfTheHub(spec.dataset())
                ? null
                : collecting(
                        violations,
                        () -> hub.dataset(Objects.requireNonNull(spec.dataset().name())));
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new HubPins(checkpoint, dataset);
    }

    /** @return the task by its paths; what is pinned need not be there yet */
    TrainTask describe(JobSpec spec, HubPins pins) {
        List<Violation> violations = new ArrayList<>();
        Path checkpoint = collecting(violations, () -> checkpoints.resolve(spec.checkpoint(), pins.checkpoint()));
        DatasetSpec dataset = collecting(violations, () -> datasets.resolve(spec.dataset(), pins.dataset()));
        Map<String, Object> hyperparameters =
                collecting(violations, () -> ResumeReference.resolve(files, spec.hyperparameters()));
        if (checkpoint == null || dataset == null || hyperparameters == null) {
            throw new InvalidInputException(violations);
        }
        return new TrainTask(checkpoint, dataset, hyperparameters, spec.config(), spec.numLabels(), spec.metrics());
    }

    /** @return the data set alone, if it is not the hub's; empty if a reference in it leads nowhere */
    Optional<DatasetSpec> dataset(JobSpec spec) {
        try {
            return datasets.isOfTheHub(spec.dataset())
                    ? Optional.empty()
                    : Optional.of(datasets.resolve(spec.dataset(), null));
        } catch (InvalidInputException toldAlready) {
            return Optional.empty();
        }
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
