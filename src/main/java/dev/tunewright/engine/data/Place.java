package dev.tunewright.engine.data;

import org.jspecify.annotations.Nullable;

/**
 * Where a row stands.
 *
 * @param file name of its file; null where its split has only one
 * @param unit {@code line}, as an editor counts, or {@code row}
 * @param number of its first line or of itself, from 1
 */
record Place(@Nullable String file, String unit, long number) {

    @Override
    public String toString() {
        return (file == null ? "" : file + ", ") + unit + " " + number;
    }
}
