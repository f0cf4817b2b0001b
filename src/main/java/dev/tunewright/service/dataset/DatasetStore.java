package dev.tunewright.service.dataset;

import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.DatasetSummary;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.web.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes data sets in and out. Files and row cannot change in one step: the row is there first and last, but seen only while
 * the files are whole. What a killed process leaves behind is removed by a later upload on any node.
 */
@Component
class DatasetStore {

    private static final Logger LOG = LoggerFactory.getLogger(DatasetStore.class);

    /** No upload takes this long to be stored once its files have arrived. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** @param created false where an earlier upload with the same key had made it */
    record Taken(StoredDataset dataset, boolean created) {}

    private final DatasetRepository datasets;
    private final ArtifactStore artifacts;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DatasetStore(
            DatasetRepository datasets, ArtifactStore artifacts, PlatformTransactionManager transactions, Clock clock) {
        this.datasets = datasets;
        this.artifacts = artifacts;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * @param folder holds the upload's files and nothing else
     * @throws dev.tunewright.engine.InvalidInputException if they cannot be read
     * @throws ApiException if the key came before with other content
     */
    Taken take(Upload upload, Path folder, @Nullable String idempotencyKey) throws IOException {
        removeAbandoned();
        StoredDataset dataset = new StoredDataset(UUID.randomUUID(), upload.name(), content(upload), clock.instant());
        String hash = Sha256.of(dataset.name() + dataset.content());
        Optional<Taken> earlier = earlier(idempotencyKey, hash);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        try {
            datasets.announce(dataset, idempotencyKey, hash);
        } catch (DataIntegrityViolationException takenKey) {
            return earlier(idempotencyKey, hash).orElseThrow(() -> underWay(idempotencyKey));
        }
        try {
            artifacts.put(dataset.artifact(), folder);
            if (!datasets.setReady(dataset.id(), true)) {
                throw new IllegalStateException("data set " + dataset.id() + " was taken for abandoned");
            }
        } catch (IOException | RuntimeException e) {
            forget(dataset.id());
            throw e;
        }
        return new Taken(dataset, true);
    }

    private static StoredDataset.Content content(Upload upload) throws IOException {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        upload.files().forEach((split, file) -> files.put(split, List.of(file)));
        DatasetSummary summary = DatasetSummary.of(new DatasetSpec(
                files,
                upload.text(),
                upload.textPair(),
                upload.label(),
                null,
                null,
                null,
                null,
                null,
                upload.delimiter(),
                upload.quoting(),
                null,
                null));
        Map<String, StoredDataset.SplitFile> splits = new LinkedHashMap<>();
        for (Map.Entry<String, DatasetSummary.OfSplit> split : summary.splits().entrySet()) {
            Path file = files.getOrDefault(split.getKey(), List.of()).get(0);
            splits.put(
                    split.getKey(),
                    new StoredDataset.SplitFile(
                            file.getFileName().toString(),
                            Files.size(file),
                            Sha256.of(file),
                            split.getValue().rows(),
                            split.getValue().labelCounts()));
        }
        return new StoredDataset.Content(
                splits,
                summary.columns(),
                summary.text(),
                summary.textPair(),
                summary.label(),
                summary.labels(),
                upload.delimiter(),
                upload.quoting());
    }

    private Optional<Taken> earlier(@Nullable String idempotencyKey, String hash) {
        Optional<DatasetRepository.Keyed> first =
                idempotencyKey == null ? Optional.empty() : datasets.findByKey(idempotencyKey);
        first.filter(keyed -> !keyed.requestHash().equals(hash)).ifPresent(keyed -> {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency_key_reused",
                    "Idempotency-Key reused",
                    "key \"" + idempotencyKey + "\" was used for data set " + keyed.id()
                            + " with other content; send a new key");
        });
        return first.flatMap(keyed -> datasets.find(keyed.id())).map(dataset -> new Taken(dataset, false));
    }

    private static ApiException underWay(@Nullable String key) {
        return new ApiException(
                HttpStatus.CONFLICT,
                "upload_under_way",
                "Upload under way",
                "an upload with key \"" + key + "\" is being stored; ask again in a moment",
                Duration.ofSeconds(5));
    }

    /**
     * Out of sight first, so that no job can take it up any more.
     *
     * @throws ApiException if there is none, or a job that has not ended names it
     */
    void delete(UUID id) {
        transaction.executeWithoutResult(status -> {
            if (!datasets.lock(id)) {
                throw new DatasetNotFoundException(id);
            }
            List<UUID> jobs = datasets.unfinishedJobs(id);
            if (!jobs.isEmpty()) {
                throw new ApiException(
                        HttpStatus.CONFLICT,
                        "dataset_in_use",
                        "Data set in use",
                        "data set " + id + " is needed by " + jobs
                                + ", which are queued or running; cancel them first");
            }
            datasets.setReady(id, false);
        });
        try {
            remove(id);
        } catch (IOException e) {
            throw new UncheckedIOException("files of data set " + id + " could not be removed", e);
        }
    }

    /** @return false if a job that has not ended took it up, or it is gone already */
    boolean deleteUnused(UUID id) {
        try {
            delete(id);
            return true;
        } catch (ApiException inUseOrGone) {
            return false;
        }
    }

    void removeAbandoned() {
        datasets.abandoned(clock.instant().minus(ABANDONED)).forEach(this::forget);
    }

    /** What cannot be removed now is abandoned, and tried again later. */
    private void forget(UUID id) {
        try {
            datasets.setReady(id, false);
            remove(id);
        } catch (IOException | RuntimeException e) {
            LOG.warn("data set {} could not be removed; a later upload tries again", id, e);
        }
    }

    private void remove(UUID id) throws IOException {
        artifacts.delete(StoredDataset.artifact(id));
        datasets.delete(id);
    }
}
