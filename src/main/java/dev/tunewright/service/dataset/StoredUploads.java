package dev.tunewright.service.dataset;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Answers from the database and the artifact store. */
@Component
class StoredUploads implements UploadedDatasets {

    private static final String FIELD = "dataset.id";

    private final DatasetRepository datasets;
    private final ArtifactStore artifacts;

    StoredUploads(DatasetRepository datasets, ArtifactStore artifacts) {
        this.datasets = datasets;
        this.artifacts = artifacts;
    }

    @Override
    public DatasetSpec find(String id) {
        return spec(datasets.find(uuid(id)).orElseThrow(() -> unknown(id)));
    }

    @Override
    public void use(String id, UUID job) {
        UUID dataset = uuid(id);
        if (!datasets.lock(dataset)) {
            throw unknown(id);
        }
        datasets.addUse(dataset, job);
    }

    /** @throws InvalidInputException if its files were deleted in this moment */
    DatasetSpec spec(StoredDataset dataset) {
        try {
            Path folder = artifacts.find(dataset.artifact()).orElseThrow(() -> unknown(dataset.id()));
            return spec(dataset.content(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("files of data set " + dataset.id() + " cannot be had", e);
        }
    }

    private static DatasetSpec spec(StoredDataset.Content content, Path folder) {
        Map<String, List<Path>> splits = new LinkedHashMap<>();
        content.splits().forEach((split, file) -> splits.put(split, List.of(folder.resolve(file.file()))));
        return new DatasetSpec(
                splits,
                content.text(),
                content.textPair(),
                content.label(),
                null,
                null,
                null,
                null,
                null,
                content.delimiter(),
                content.quoting(),
                null,
                null);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException noUuid) {
            throw unknown(id);
        }
    }

    private static InvalidInputException unknown(Object id) {
        return new InvalidInputException(FIELD, "there is no uploaded data set `" + id + "`; GET /datasets lists them");
    }
}
