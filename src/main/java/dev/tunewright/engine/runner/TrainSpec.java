package dev.tunewright.engine.runner;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task: the first line of the trainer process's standard input.
 *
 * @param outputDir folder of this attempt alone: {@code checkpoint-<step>/}, {@code model/}, {@code predictions-<split>.json}
 * @param device {@code cpu}, or {@code cuda}: the device that {@code CUDA_VISIBLE_DEVICES} left visible
 * @param resumeFromCheckpoint a {@code checkpoint-<step>} folder to go on from; null: from the start
 * @param origin for the manifest
 */
public record TrainSpec(
        TrainTask task,
        Path outputDir,
        String device,
        @Nullable Path resumeFromCheckpoint,
        Origin origin) {

    /**
     * Where the task comes from.
     *
     * @param spec the job as it was posted, its references still as they were written
     * @param attempt at that job, from 1; null where nobody counts
     */
    public record Origin(Map<String, Object> spec, @Nullable Integer attempt) {}

    /** A task that was never posted. */
    public TrainSpec(TrainTask task, Path outputDir, String device, @Nullable Path resumeFromCheckpoint) {
        this(task, outputDir, device, resumeFromCheckpoint, new Origin(Map.of(), null));
    }
}
