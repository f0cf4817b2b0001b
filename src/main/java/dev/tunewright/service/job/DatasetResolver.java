package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.EmbeddedDatasets;
import dev.tunewright.engine.hub.DatasetMirror;
import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.service.dataset.UploadedDatasets;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The files that a job's {@code dataset} stands for. */
@Component
final class DatasetResolver {

    private static final String EMBEDDED = "embedded:";

    private final UploadedDatasets uploads;
    private final DatasetMirror mirror;
    private final FileRoots files;
    private final HubReferences hub;
    private final TunewrightHome home;

    DatasetResolver(
            UploadedDatasets uploads, DatasetMirror mirror, FileRoots files, HubReferences hub, TunewrightHome home) {
        this.uploads = uploads;
        this.mirror = mirror;
        this.files = files;
        this.hub = hub;
        this.home = home;
    }

    /** @throws InvalidInputException if it is in the mirror and has no file to train on */
    boolean isOfTheHub(DatasetReference reference) {
        String name = reference.name();
        return name != null && !name.startsWith(EMBEDDED) && mirror.find(name).isEmpty();
    }

    /**
     * @param pin what it stands for on the hub, where it is of the hub; its files need not be there
     * @throws InvalidInputException naming every file that is not there
     */
    DatasetSpec resolve(DatasetReference reference, @Nullable HubDataset pin) {
        if (reference.id() != null) {
            return described(reference, uploads.find(reference.id()));
        }
        if (reference.name() != null) {
            return described(reference, named(reference.name(), pin));
        }
        return described(reference, DatasetSpec.ofFiles(splits(Objects.requireNonNull(reference.files()))));
    }

    private DatasetSpec named(String name, @Nullable HubDataset pin) {
        if (pin != null) {
            return hub.spec(name, pin);
        }
        if (name.startsWith(EMBEDDED)) {
            return EmbeddedDatasets.materialise(name.substring(EMBEDDED.length()), home.folder("cache"));
        }
        return mirror.find(name)
                .orElseThrow(() -> new InvalidInputException(
                        "dataset.name",
                        "`" + name
                                + "` was in the mirror when the job came in, and is in none of this node's mirrors"));
    }

    private Map<String, List<Path>> splits(Map<String, String> references) {
        Map<String, List<Path>> splits = new LinkedHashMap<>();
        List<Violation> violations = new ArrayList<>();
        references.forEach((split, reference) -> {
            try {
                splits.put(split, List.of(files.file("dataset.files." + split, reference)));
            } catch (InvalidInputException exception) {
                violations.addAll(exception.violations());
            }
        });
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return splits;
    }

    /** What the job says of the data set goes before what the data set says of itself. */
    private static DatasetSpec described(DatasetReference reference, DatasetSpec known) {
        return new DatasetSpec(
                known.splits(),
                either(reference.text(), known.text()),
                reference.text() == null ? either(reference.textPair(), known.textPair()) : reference.textPair(),
                either(reference.label(), known.label()),
                either(reference.labels(), known.labels()),
                either(reference.labelDelimiter(), known.labelDelimiter()),
                either(reference.maxTrainSamples(), known.maxTrainSamples()),
                either(reference.maxEvalSamples(), known.maxEvalSamples()),
                either(reference.validationFraction(), known.validationFraction()),
                either(reference.delimiter(), known.delimiter()),
                either(reference.quoting(), known.quoting()),
                either(reference.maxLength(), known.maxLength()),
                known.glue());
    }

    private static <T> @Nullable T either(@Nullable T given, @Nullable T known) {
        return given == null ? known : given;
    }
}
