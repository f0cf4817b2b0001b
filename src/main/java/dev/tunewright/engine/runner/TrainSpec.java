package dev.tunewright.engine.runner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task: the first line of the trainer process's standard input.
 *
 * @param outputDir folder of this attempt alone: {@code checkpoint-<step>/}, {@code model/}, {@code predictions-<split>.json}
 * @param device {@code cpu}, or {@code cuda}: the device that {@code CUDA_VISIBLE_DEVICES} left visible
 * @param resumeFromCheckpoint a {@code checkpoint-<step>} folder to go on from; null: from the start
 */
public record TrainSpec(
        TrainTask task,
        Path outputDir,
        String device,
        @Nullable Path resumeFromCheckpoint) {}
