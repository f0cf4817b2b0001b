package dev.tunewright.service.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.storage.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionRoundTest {

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Instant> rounds = new ArrayList<>();

    @Test
    void ruleThatFailsHoldsUpNoOtherAndIsCounted() {
        RetentionRound round = new RetentionRound(List.of(new Failing(), new Removing()), meters, clock);
        round.run();
        clock.tick(Duration.ofHours(6));
        round.run();
        assertThat(rounds).containsExactly(clock.instant().minus(Duration.ofHours(6)), clock.instant());
        assertThat(meters.get("tunewright.retention.removed")
                        .tag("what", "things")
                        .counter()
                        .count())
                .isEqualTo(6);
        assertThat(meters.get("tunewright.retention.failures")
                        .tag("what", "unreachable")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    private static final class Failing implements RetentionRule {

        @Override
        public String name() {
            return "unreachable";
        }

        @Override
        public int apply(Instant now) throws IOException {
            throw new IOException("the store is away");
        }
    }

    private final class Removing implements RetentionRule {

        @Override
        public String name() {
            return "things";
        }

        @Override
        public int apply(Instant now) {
            rounds.add(now);
            return 3;
        }
    }
}
