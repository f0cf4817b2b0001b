package dev.tunewright.service.dataset;

import dev.tunewright.engine.data.DatasetSpec.Quoting;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upload whose files have arrived.
 *
 * @param files of each split, in the staging folder, named {@code <split>.<kind>}
 */
record Upload(
        String name,
        Map<String, Path> files,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable String delimiter,
        @Nullable Quoting quoting) {}
