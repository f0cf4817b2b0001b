package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.storage.FileRoots;
import java.util.LinkedHashMap;
import java.util.Map;

/** A job's {@code resume_from_checkpoint}: a folder below a file root, and nothing else of this machine. */
final class ResumeReference {

    private static final String NAME = "resume_from_checkpoint";
    private static final String FIELD = "hyperparameters." + NAME;

    private ResumeReference() {}

    /**
     * @return the arguments with a local path in place of the reference
     * @throws InvalidInputException if it is anything else
     */
    static Map<String, Object> resolve(FileRoots files, Map<String, Object> hyperparameters) {
        Object given = hyperparameters.get(NAME);
        if (given == null || given.equals(false)) {
            return hyperparameters;
        }
        if (given instanceof String reference && FileRoots.isFileReference(reference)) {
            Map<String, Object> resolved = new LinkedHashMap<>(hyperparameters);
            resolved.put(NAME, files.folder(FIELD, reference).toString());
            return resolved;
        }
        throw new InvalidInputException(
                FIELD,
                "must be `file:<path>` of a checkpoint-<step> folder below a file root; a job goes on from its own last"
                        + " checkpoint by POST /jobs/{id}/resume, and starts from another's weights with the checkpoint"
                        + " `job:<id>`");
    }
}
