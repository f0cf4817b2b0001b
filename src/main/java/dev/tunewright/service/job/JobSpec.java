package dev.tunewright.service.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /jobs}, as the caller wrote it.
 *
 * @param checkpoint {@code embedded:<name>}, {@code job:<id>}, {@code file:<path>} or a hub name with optional {@code @revision}
 * @param maxAttempts lost attempts after which the job has failed; null: as configured
 * @param timeoutSeconds how long the job may train, all attempts together; null: as configured
 */
@Schema(requiredProperties = {"checkpoint", "dataset"})
public record JobSpec(
        @Nullable String name,
        String checkpoint,
        DatasetReference dataset,
        Map<String, Object> hyperparameters,
        Map<String, Object> config,
        @Nullable Integer numLabels,
        List<String> metrics,
        Map<String, String> tags,
        int priority,
        @Nullable Integer maxAttempts,
        @Nullable Integer timeoutSeconds) {}
