package dev.tunewright.service.job;

import java.util.List;
import java.util.Map;

/**
 * What {@code POST /jobs?dry_run=true} answers.
 *
 * @param hyperparameters all, resolved
 * @param rows of each split
 * @param labels names of the class ids, in order
 * @param totalSteps optimizer steps in all
 */
record DryRun(
        String checkpoint,
        DatasetReference dataset,
        Map<String, Object> hyperparameters,
        Map<String, Integer> rows,
        int numLabels,
        List<String> labels,
        int totalSteps) {

    static DryRun of(JobAdmission.Admitted admitted) {
        return new DryRun(
                admitted.spec().checkpoint(),
                admitted.spec().dataset(),
                admitted.plan().arguments(),
                admitted.plan().rows(),
                admitted.plan().labels().numLabels(),
                admitted.plan().labels().names(),
                admitted.plan().maxSteps());
    }
}
