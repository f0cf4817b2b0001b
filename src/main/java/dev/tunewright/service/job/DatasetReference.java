package dev.tunewright.service.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tunewright.engine.data.DatasetSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code dataset} of a job: exactly one of {@code name}, {@code files} and {@code id}, and how to read it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetReference(
        @Nullable String name,
        @Nullable Map<String, String> files,
        @Nullable String id,
        @Nullable String text,
        @Nullable String textPair,
        @Nullable String label,
        @Nullable List<String> labels,
        @Nullable String labelDelimiter,
        @Nullable Integer maxTrainSamples,
        @Nullable Integer maxEvalSamples,
        @Nullable Double validationFraction,
        @Nullable String delimiter,
        DatasetSpec.@Nullable Quoting quoting,
        @Nullable Integer maxLength) {}
