package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopiesTest {

    private static final int BYTES = 100;

    @TempDir
    private Path root;

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger fetches = new AtomicInteger();
    private LocalCopies copies;

    @BeforeEach
    void open() {
        copies = new LocalCopies(root, 2 * BYTES, clock);
    }

    @Test
    void leastRecentlyUsedGoFirst() throws IOException {
        Path one = get("one");
        Path two = get("two");
        clock.tick(Duration.ofHours(1));
        get("one");
        clock.tick(Duration.ofHours(1));
        get("three");
        assertThat(one).exists();
        assertThat(two).doesNotExist();
        assertThat(fetches).hasValue(3);
    }

    @Test
    void whatIsHeldStaysBeyondTheBound() throws IOException {
        Path unused = get("unused");
        clock.tick(Duration.ofHours(1));
        Path held;
        try (ArtifactStore.Hold hold = copies.hold()) {
            held = get("held");
            clock.tick(Duration.ofDays(3));
            get("two");
            clock.tick(Duration.ofDays(3));
            get("three");
            get("four");
            assertThat(held).exists();
            assertThat(unused).doesNotExist();
        }
        clock.tick(Duration.ofHours(1));
        get("five");
        assertThat(held).doesNotExist();
    }

    @Test
    void whatWasFoundAMomentAgoStays() throws IOException {
        Path one = get("one");
        get("two");
        get("three");
        assertThat(one).exists();
    }

    @Test
    void severalWhoAskAtOnceFetchOnce() {
        List<Path> found =
                IntStream.range(0, 8).parallel().mapToObj(i -> unchecked("one")).toList();
        assertThat(found).containsOnly(found.get(0));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void failedFetchLeavesNothingAndIsTriedAgain() throws IOException {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> copies.get("one", "model", target -> {
                    Files.write(target, new byte[10]);
                    throw new IOException("broke");
                }));
        assertThat(root).isEmptyDirectory();
        assertThat(get("one")).exists();
    }

    private Path get(String id) throws IOException {
        return copies.get(id, "model", target -> {
            fetches.incrementAndGet();
            Files.write(target, new byte[BYTES]);
        });
    }

    private Path unchecked(String id) {
        try {
            return get(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
