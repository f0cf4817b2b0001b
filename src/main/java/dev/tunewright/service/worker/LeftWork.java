package dev.tunewright.service.worker;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import dev.tunewright.service.retention.RetentionSettings;
import dev.tunewright.service.storage.TunewrightHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** What trainers wrote on this node before it was killed, of jobs that went on elsewhere. Removed when the node starts again. */
@Component
@ConditionalOnRole(Role.WORKER)
class LeftWork {

    private static final Logger LOG = LoggerFactory.getLogger(LeftWork.class);

    private final Path work;
    private final JobDirectory jobs;
    private final RetentionSettings settings;
    private final Clock clock;

    LeftWork(TunewrightHome home, JobDirectory jobs, RetentionSettings settings, Clock clock) {
        this.work = home.path().resolve("work");
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void sweep() {
        Instant before = clock.instant().minus(settings.orphanAge());
        try {
            for (Path folder : folders()) {
                if (!isRunning(folder) && isOlder(folder, before)) {
                    FileSystemUtils.deleteRecursively(folder);
                    LOG.info("removed {}, which a trainer left", folder);
                }
            }
        } catch (IOException failure) {
            LOG.warn("what trainers left in {} could not be removed; the next start tries again", work, failure);
        }
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(work)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(work)) {
            return entries.toList();
        }
    }

    /** Also by another process that shares this home. */
    private boolean isRunning(Path folder) {
        try {
            UUID job = UUID.fromString(folder.getFileName().toString());
            return jobs.find(job)
                    .filter(found -> found.status() == JobStatus.RUNNING)
                    .isPresent();
        } catch (IllegalArgumentException notOurs) {
            return true;
        }
    }

    private static boolean isOlder(Path folder, Instant before) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    return false;
                }
            }
        }
        return true;
    }
}
