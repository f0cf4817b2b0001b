package dev.tunewright.service.model;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of {@code /predict}.
 *
 * @param maxRows rows of one request
 * @param maxModels models kept loaded; more only while requests use them
 * @param maxBatchTokens tokens of one batch, padding included; a longer row makes a batch of its own
 * @param maxQueuedRows rows that wait for one model; more are refused with 429
 */
@ConfigurationProperties("tunewright.predict")
record PredictSettings(
        @DefaultValue("256") int maxRows,
        @DefaultValue("4") int maxModels,
        @DefaultValue("4096") int maxBatchTokens,
        @DefaultValue("1024") int maxQueuedRows) {

    PredictSettings {
        requirePositive("max-rows", maxRows);
        requirePositive("max-models", maxModels);
        requirePositive("max-batch-tokens", maxBatchTokens);
        if (maxQueuedRows < maxRows) {
            throw new IllegalArgumentException("tunewright.predict.max-queued-rows must be at least max-rows, "
                    + maxRows + ", was " + maxQueuedRows);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("tunewright.predict." + name + " must be at least 1, was " + value);
        }
    }
}
