package dev.tunewright.service.model;

import static dev.tunewright.service.model.TestSettings.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.web.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PermitsTest {

    private final Permits permits = new Permits(10, 100);

    @Test
    void whatCannotBeAnsweredInTimeIsRefusedAtOnce() {
        permits.take(1, PATIENT);
        permits.computed(100, 0, TimeUnit.SECONDS.toNanos(1));
        permits.tokenised(500); // five seconds at that pace
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> permits.take(1, within(4)))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(5)))
                .withMessageContaining("about 5000 ms")
                .withMessageContaining("4000 ms");
        assertThatExceptionOfType(ApiException.class)
                .as("the pace may fall")
                .isThrownBy(() -> permits.take(1, within(6)));
        permits.take(1, within(20));
    }

    /** A text that takes a second, as the first after a model was loaded, does not make a thousand texts take a thousand seconds. */
    @Test
    void smallBatchesSayLittleOfAFullOne() {
        permits.take(1, PATIENT);
        permits.computed(1, 0, TimeUnit.SECONDS.toNanos(1));
        permits.tokenised(1000); // ten full batches, each not slower than that one
        permits.take(1, within(16));
        permits.computed(100, 0, TimeUnit.SECONDS.toNanos(2));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> permits.take(1, within(16)));
    }

    @Test
    void fullBatchesWaitForTheTurnsOfOtherModels() {
        permits.take(1, PATIENT);
        for (int turns = 0; turns < 20; turns++) {
            permits.computed(100, TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));
        }
        permits.tokenised(450); // five turns of a second, and as many seconds as it takes alone
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> permits.take(1, within(9)))
                .satisfies(refusal ->
                        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10)));
        permits.take(1, within(15));
    }

    @Test
    void oneWhoStandsInLineLeavesRoomToOthersAndWaits() {
        permits.take(4, PATIENT);
        CompletableFuture<Void> standing = CompletableFuture.runAsync(
                () -> permits.take(4, Caller.within(Duration.ofSeconds(30), true, () -> false)));
        permits.take(4, PATIENT);
        assertThat(standing).isNotDone();
        permits.giveBack(4, 0);
        permits.giveBack(4, 0);
        await().untilAsserted(() -> assertThat(standing).isCompleted());
    }

    @Test
    void oneWhoStandsInLineTooLongIsLate() {
        permits.take(10, PATIENT);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> permits.take(1, Caller.within(Duration.ofMillis(20), true, () -> false)))
                .satisfies(late -> assertThat(late.status().value()).isEqualTo(504));
    }

    @Test
    void givenBackPermitsAreGivenOutAgain() {
        permits.take(10, PATIENT);
        permits.giveBack(3, 0);
        assertThatNoException().isThrownBy(() -> permits.take(3, PATIENT));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> permits.take(1, PATIENT));
    }

    private static Caller within(long seconds) {
        return Caller.within(Duration.ofSeconds(seconds), false, () -> false);
    }
}
