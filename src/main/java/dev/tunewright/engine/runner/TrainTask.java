package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.GlueTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to train, with every reference already a local path. Field names are those of the HTTP contract's job.
 *
 * @param checkpoint folder in hub layout: {@code config.json}, {@code model.safetensors}, {@code tokenizer.json}
 * @param hyperparameters Hugging Face {@code TrainingArguments} by name, only those given
 * @param config values that override the checkpoint's {@code config.json}
 * @param numLabels width of the logits; null: as many as the train split has distinct labels
 * @param metrics by name; empty: by task
 */
public record TrainTask(
        Path checkpoint,
        DatasetSpec dataset,
        Map<String, Object> hyperparameters,
        Map<String, Object> config,
        @Nullable Integer numLabels,
        List<String> metrics) {

    /** @return the metrics asked for, or else those that a task of GLUE is scored by; empty: as the labels are */
    List<String> metricNames() {
        GlueTask glue = dataset.glue();
        return metrics.isEmpty() && glue != null ? glue.metrics() : metrics;
    }
}
