package dev.tunewright.service.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How models are served.
 *
 * @param maxRows rows of one request
 * @param maxTextLength characters of one text
 * @param maxMemory of the loaded models, 8 bytes a weight, 10 with bf16; more only while requests use them; null: a quarter of the machine's
 * @param maxBatchTokens tokens of one batch, padding included; a longer row makes a batch of its own
 * @param maxQueuedRows rows that wait for one model; more are refused with 429
 * @param timeout how long a request may take; it may ask for less
 * @param preload ids, aliases or names of models that are loaded before the node counts as ready
 * @param bf16 whether models compute in bfloat16
 * @param threads of a forward pass; 0: all cores, or half of them where trainers run beside
 */
@ConfigurationProperties("tunewright.predict")
record PredictSettings(
        @DefaultValue("256") int maxRows,
        @DefaultValue("100000") int maxTextLength,
        @Nullable DataSize maxMemory,
        @DefaultValue("4096") int maxBatchTokens,
        @DefaultValue("1024") int maxQueuedRows,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue List<String> preload,
        @DefaultValue("false") boolean bf16,
        @DefaultValue("0") int threads) {

    PredictSettings {
        requirePositive("max-rows", maxRows);
        requirePositive("max-text-length", maxTextLength);
        requirePositive("max-batch-tokens", maxBatchTokens);
        if (maxQueuedRows < maxRows) {
            throw new IllegalArgumentException("tunewright.predict.max-queued-rows must be at least max-rows, "
                    + maxRows + ", was " + maxQueuedRows);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("tunewright.predict.timeout must be above 0, was " + timeout);
        }
    }

    long maxMemoryBytes() {
        if (maxMemory != null) {
            return maxMemory.toBytes();
        }
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return machine.getTotalMemorySize() / 4;
    }

    /** @return threads of a forward pass */
    int forwardThreads(boolean besideTrainers) {
        int cores = Runtime.getRuntime().availableProcessors();
        return threads > 0 ? threads : besideTrainers ? Math.max(1, cores / 2) : cores;
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("tunewright.predict." + name + " must be at least 1, was " + value);
        }
    }
}
