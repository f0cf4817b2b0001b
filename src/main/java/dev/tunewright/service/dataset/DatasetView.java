package dev.tunewright.service.dataset;

import dev.tunewright.engine.data.DatasetSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A data set as the contract shows it.
 *
 * @param rows of each split
 * @param labels sorted; null where they are values or the column is not known
 * @param labelCounts rows of each label as it is written, by split
 */
record DatasetView(
        UUID id,
        String name,
        Map<String, StoredDataset.SplitFile> splits,
        List<String> columns,
        Map<String, Long> rows,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable List<String> labels,
        Map<String, Map<String, Integer>> labelCounts,
        @Nullable String delimiter,
        DatasetSpec.@Nullable Quoting quoting,
        Instant createdAt,
        Links links) {

    record Links(String self, String rows) {}

    static DatasetView of(StoredDataset dataset) {
        StoredDataset.Content content = dataset.content();
        Map<String, Long> rows = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        content.splits().forEach((split, file) -> {
            rows.put(split, file.rows());
            if (file.labelCounts() != null) {
                counts.put(split, file.labelCounts());
            }
        });
        String self = "/datasets/" + dataset.id();
        return new DatasetView(
                dataset.id(),
                dataset.name(),
                content.splits(),
                content.columns(),
                rows,
                content.text(),
                content.textPair(),
                content.label(),
                content.labels(),
                counts,
                content.delimiter(),
                content.quoting(),
                dataset.createdAt(),
                new Links(self, self + "/rows"));
    }
}
