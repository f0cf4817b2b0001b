package dev.tunewright.service.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Instant database = START;
    private boolean away;
    private long nanos;
    private final DatabaseClock clock = new DatabaseClock(this::ask, () -> nanos);

    private Instant ask() {
        if (away) {
            throw new IllegalStateException("away");
        }
        return database;
    }

    @AfterEach
    void close() {
        clock.close();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        database = database.plus(time);
    }

    @Test
    void timerCountsOnBetweenLooks() {
        nanos += Duration.ofMillis(1500).toNanos();
        assertThat(clock.instant()).isEqualTo(START.plusMillis(1500));
    }

    @Test
    void timeIsTheDatabasesAfterALook() {
        pass(Duration.ofSeconds(1));
        database = database.plusMillis(300);
        clock.look();
        assertThat(clock.instant()).isEqualTo(START.plusMillis(1300));
        assertThat(clock.steadyFor()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void steadinessBeginsAnewWhenTheDatabaseComesBack() {
        for (int second = 0; second < 30; second++) {
            pass(Duration.ofSeconds(1));
            clock.look();
        }
        assertThat(clock.steadyFor()).isEqualTo(Duration.ofSeconds(30));
        away = true;
        pass(Duration.ofSeconds(1));
        clock.look();
        away = false;
        pass(Duration.ofSeconds(2));
        clock.look();
        assertThat(clock.steadyFor()).isEqualTo(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(database);
    }

    @Test
    void nodeThatWasFrozenIsNotSteady() {
        pass(Duration.ofMinutes(5));
        clock.look();
        assertThat(clock.steadyFor()).isZero();
    }

    @Test
    void stepOfTheDatabasesClockIsFollowedAndTold() {
        AtomicInteger told = new AtomicInteger();
        clock.whenStepped(told::incrementAndGet);
        pass(Duration.ofSeconds(1));
        clock.look();
        assertThat(told).hasValue(0);
        database = database.minusSeconds(3600);
        pass(Duration.ofSeconds(1));
        clock.look();
        assertThat(told).hasValue(1);
        assertThat(clock.instant()).isEqualTo(database);
        assertThat(clock.steadyFor()).isZero();
    }
}
