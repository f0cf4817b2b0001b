package dev.tunewright.service.dataset;

import dev.tunewright.service.retention.RetentionRule;
import dev.tunewright.service.retention.RetentionSettings;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Uploads that no job has named for long, and what an upload that was killed left behind. */
@Component
class AgedDatasets implements RetentionRule {

    private final DatasetRepository datasets;
    private final DatasetStore store;
    private final RetentionSettings settings;

    AgedDatasets(DatasetRepository datasets, DatasetStore store, RetentionSettings settings) {
        this.datasets = datasets;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "data sets";
    }

    @Override
    public int apply(Instant now) {
        store.removeAbandoned();
        Instant before = RetentionSettings.before(now, settings.datasetAge());
        int removed = 0;
        if (before != null) {
            for (UUID id : datasets.unusedSince(before)) {
                removed += store.deleteUnused(id) ? 1 : 0;
            }
        }
        return removed;
    }
}
