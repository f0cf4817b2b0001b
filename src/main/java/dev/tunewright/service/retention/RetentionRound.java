package dev.tunewright.service.retention;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies every rule; one that fails holds up no other, and is applied again in the next round. */
final class RetentionRound {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionRound.class);

    private final List<RetentionRule> rules;
    private final MeterRegistry meters;
    private final Clock clock;

    RetentionRound(List<RetentionRule> rules, MeterRegistry meters, Clock clock) {
        this.rules = rules;
        this.meters = meters;
        this.clock = clock;
    }

    void run() {
        Instant now = clock.instant();
        for (RetentionRule rule : rules) {
            try {
                int removed = rule.apply(now);
                meters.counter("tunewright.retention.removed", "what", rule.name())
                        .increment(removed);
                if (removed > 0) {
                    LOG.info("retention removed {} {}", removed, rule.name());
                }
            } catch (IOException | RuntimeException failure) {
                meters.counter("tunewright.retention.failures", "what", rule.name())
                        .increment();
                LOG.warn("retention could not remove {}; the next round tries again", rule.name(), failure);
            }
        }
    }
}
