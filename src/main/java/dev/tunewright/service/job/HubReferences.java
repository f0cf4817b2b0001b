package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.GlueTask;
import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.engine.hub.HubClient;
import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.engine.hub.HubDatasets;
import dev.tunewright.engine.hub.HubException;
import dev.tunewright.engine.hub.HubException.Problem;
import dev.tunewright.engine.hub.HubModels;
import dev.tunewright.engine.hub.HubName;
import dev.tunewright.engine.hub.HubSettings;
import dev.tunewright.engine.hub.Patience;
import dev.tunewright.engine.hub.PinnedFiles;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Checkpoints and data sets that jobs name on the hub: the cache first, and the hub for what is not there. */
@Component
final class HubReferences {

    private static final String CHECKPOINT = "checkpoint";
    private static final String DATASET = "dataset.name";

    private final HubClient worker;
    private final HubClient request;
    private final HubModels models;
    private final HubDatasets datasets;

    HubReferences(HubSettings settings) {
        this.worker = new HubClient(settings, Patience.OF_A_WORKER);
        this.request = new HubClient(settings, Patience.OF_A_REQUEST);
        this.models = new HubModels(request, AutoTokenizer.fileNames());
        this.datasets = new HubDatasets(request);
    }

    /**
     * Finds the commit that a name stands for; downloads nothing large.
     *
     * @param checkpoint name with optional {@code @revision}
     * @throws InvalidInputException of field {@code checkpoint} if it is neither in the cache nor to be had
     */
    PinnedFiles checkpoint(String checkpoint) {
        int at = checkpoint.indexOf('@');
        HubName name = HubName.model(at < 0 ? checkpoint : checkpoint.substring(0, at));
        String revision = at < 0 ? null : checkpoint.substring(at + 1);
        return models.cached(name, revision)
                .orElseGet(() -> asked(CHECKPOINT, checkpoint, () -> {
                    PinnedFiles found = models.find(name, revision);
                    found.checkAccess(request);
                    models.downloadDescription(found);
                    return found;
                }));
    }

    /** @throws InvalidInputException of field {@code dataset.name} if it is neither in the cache nor to be had */
    HubDataset dataset(String name) {
        return datasets.cached(name)
                .orElseGet(() -> asked(DATASET, name, () -> {
                    HubDataset found = datasets.find(name);
                    found.files().checkAccess(request);
                    return found;
                }));
    }

    boolean hasWeights(HubPins pins) {
        PinnedFiles checkpoint = pins.checkpoint();
        return checkpoint == null || checkpoint.areCached(request);
    }

    boolean hasRows(HubPins pins) {
        HubDataset dataset = pins.dataset();
        return dataset == null || dataset.files().areCached(request);
    }

    /** Downloads the rows while somebody waits. */
    void downloadRows(HubDataset dataset) {
        asked(DATASET, dataset.files().name(), () -> {
            dataset.files().download(request, DownloadListener.SILENT);
            return dataset;
        });
    }

    /** @throws HubException if something cannot be had */
    void download(HubPins pins, DownloadListener listener) {
        HubDataset dataset = pins.dataset();
        if (dataset != null) {
            dataset.files().download(worker, listener);
        }
        PinnedFiles checkpoint = pins.checkpoint();
        if (checkpoint != null) {
            checkpoint.download(worker, listener);
        }
    }

    Path folder(PinnedFiles checkpoint) {
        return checkpoint.folder(request);
    }

    /** @param name as the job has it: GLUE's tasks are known by theirs */
    DatasetSpec spec(String name, HubDataset dataset) {
        String plain = name.replaceFirst("@.*", "").replaceFirst("^nyu-mll/", "");
        Map<String, List<Path>> paths = dataset.paths(request);
        return GlueTask.named(plain).map(task -> task.spec(paths)).orElseGet(() -> DatasetSpec.ofFiles(paths));
    }

    private <T> T asked(String field, String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (HubException failure) {
            throw new InvalidInputException(field, message(field, what, failure));
        }
    }

    private String message(String field, String what, HubException failure) {
        String otherwise = field.equals(DATASET)
                ? ", or put its files under a file root and give `dataset.files`; an upload is given by `dataset.id`"
                : ", or put its files under a file root and use `file:<path>`; `embedded:minilm` is always here";
        String absent = "`" + what + "` is not in the hub cache "
                + request.settings().cache().folder() + ", and ";
        if (failure.problem() == Problem.OFFLINE) {
            return absent
                    + "this node is offline (HF_HUB_OFFLINE); download it there on a machine that is not (in Python:"
                    + " huggingface_hub.snapshot_download)" + otherwise;
        }
        return failure.retryable()
                ? absent + failure.getMessage() + "; send it again when that has passed" + otherwise
                : failure.getMessage();
    }
}
