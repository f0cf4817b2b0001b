package dev.tunewright.service.dataset;

import dev.tunewright.engine.data.DatasetSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An uploaded data set as the database has it. */
record StoredDataset(UUID id, String name, Content content, Instant createdAt) {

    /**
     * What it holds and how to read it.
     *
     * @param labels sorted; null where they are values or the column is not known
     */
    record Content(
            Map<String, SplitFile> splits,
            List<String> columns,
            @Nullable String text,
            @Nullable String textPair,
            @Nullable String label,
            @Nullable List<String> labels,
            @Nullable String delimiter,
            DatasetSpec.@Nullable Quoting quoting) {}

    /**
     * @param file its name in the artifact
     * @param sha256 of its bytes, in hexadecimal digits
     */
    record SplitFile(
            String file,
            long bytes,
            String sha256,
            long rows,
            @Nullable Map<String, Integer> labelCounts) {}

    /** @return where the files lie in the artifact store */
    String artifact() {
        return artifact(id);
    }

    static String artifact(UUID id) {
        return "datasets/" + id;
    }
}
