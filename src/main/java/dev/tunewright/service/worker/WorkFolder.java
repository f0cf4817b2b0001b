package dev.tunewright.service.worker;

import dev.tunewright.service.job.Attempt;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/**
 * The local files of one attempt.
 *
 * @param output what the trainer writes: gone once the attempt has ended
 * @param log the trainer's standard error: stays
 */
record WorkFolder(Path output, Path log) implements AutoCloseable {

    private static final int TAIL_BYTES = 2000;

    /**
     * @param work of this worker alone: what a worker leaves there that was killed is gone with its next start
     * @param home where logs are kept
     */
    static WorkFolder create(Path work, Path home, Attempt attempt) throws IOException {
        WorkFolder folder = new WorkFolder(
                work.resolve(attempt.jobId().toString()).resolve(String.valueOf(attempt.number())),
                logs(home, attempt.jobId()).resolve(attempt.number() + ".log"));
        Files.createDirectories(folder.output);
        Files.createDirectories(folder.log.getParent());
        return folder;
    }

    /** @return where events wait while they cannot be stored */
    Path waitingEvents() {
        return output.resolveSibling(output.getFileName() + ".events");
    }

    /** @return where the logs of all attempts at a job lie */
    static Path logs(Path home, UUID job) {
        return home.resolve("logs").resolve("jobs").resolve(job.toString());
    }

    /** @return the last lines of the log */
    String logTail() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL_BYTES, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).strip();
        } catch (IOException noLog) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(output);
            Files.deleteIfExists(output.getParent());
        } catch (DirectoryNotEmptyException otherAttempt) {
            // Another attempt's folder lies beside it.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + output, e);
        }
    }
}
