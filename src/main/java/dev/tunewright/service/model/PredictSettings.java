package dev.tunewright.service.model;

import java.util.OptionalInt;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of {@code /predict}.
 *
 * @param maxRows rows of one request
 * @param maxTextLength characters of one text
 * @param maxModels models kept loaded; more only while requests use them
 * @param maxBatchTokens tokens of one batch, padding included; a longer row makes a batch of its own
 * @param maxQueuedRows rows that wait for one model; more are refused with 429
 * @param threads of a forward pass; 0: all cores, or half of them where trainers run beside
 */
@ConfigurationProperties("tunewright.predict")
record PredictSettings(
        @DefaultValue("256") int maxRows,
        @DefaultValue("100000") int maxTextLength,
        @DefaultValue("4") int maxModels,
        @DefaultValue("4096") int maxBatchTokens,
        @DefaultValue("1024") int maxQueuedRows,
        @DefaultValue("0") int threads) {

    PredictSettings {
        requirePositive("max-rows", maxRows);
        requirePositive("max-text-length", maxTextLength);
        requirePositive("max-models", maxModels);
        requirePositive("max-batch-tokens", maxBatchTokens);
        if (maxQueuedRows < maxRows) {
            throw new IllegalArgumentException("tunewright.predict.max-queued-rows must be at least max-rows, "
                    + maxRows + ", was " + maxQueuedRows);
        }
    }

    /** @return threads of a forward pass; empty: as many as the engine sees fit, which is every core */
    OptionalInt forwardThreads(boolean besideTrainers) {
        if (threads > 0) {
            return OptionalInt.of(threads);
        }
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return besideTrainers ? OptionalInt.of(half) : OptionalInt.empty();
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("tunewright.predict." + name + " must be at least 1, was " + value);
        }
    }
}
