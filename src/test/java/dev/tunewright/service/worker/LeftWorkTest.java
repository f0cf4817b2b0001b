package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.retention.RetentionSettings;
import dev.tunewright.service.storage.SettableClock;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftWorkTest {

    private static final UUID RUNNING = UUID.randomUUID();

    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock();

    @Test
    void onlyOldFoldersOfJobsThatDoNotRunAreRemoved() throws IOException {
        Instant now = clock.instant();
        Path old = folder(UUID.randomUUID(), now);
        Path running = folder(RUNNING, now);
        clock.tick(Duration.ofHours(25));
        Path young = folder(UUID.randomUUID(), clock.instant());
        RetentionSettings settings = new RetentionSettings(
                Duration.ofHours(6), Duration.ofDays(1), null, null, null, 1000, null, null, null);
        new LeftWork(new TunewrightHome(home), new Jobs(), settings, clock).sweep();
        assertThat(old).doesNotExist();
        assertThat(running).exists();
        assertThat(young).exists();
    }

    private Path folder(UUID job, Instant written) throws IOException {
        Path folder = Files.createDirectories(home.resolve("work/" + job + "/1"));
        Path state = Files.writeString(folder.resolve("state"), "1");
        for (Path path : new Path[] {state, folder, folder.getParent()}) {
            Files.setLastModifiedTime(path, FileTime.from(written));
        }
        return folder.getParent();
    }

    private static final class Jobs implements JobDirectory {

        @Override
        public Optional<Entry> find(UUID id) {
            JobStatus status = id.equals(RUNNING) ? JobStatus.RUNNING : JobStatus.SUCCEEDED;
            return Optional.of(new Entry(id, "job", status, 1, 0));
        }

        @Override
        public Optional<Entry> latestSuccess(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Entry> latest(String name) {
            return Optional.empty();
        }
    }
}
