package dev.tunewright.service.worker;

import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.Attempts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Looks after the downloads of one attempt: tells how they go, now and then and at the end of each file, and ends them when
 * the job is cancelled, has gone to another attempt, or the node goes down.
 */
final class DownloadWatch implements DownloadListener {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(5);

    private final Attempt attempt;
    private final Attempts attempts;
    private final BooleanSupplier closing;
    private long lastLook = System.nanoTime();
    private long lastNote = lastLook;
    private String file = "";
    private long begun = lastLook;
    private long bytesAtBegin;

    DownloadWatch(Attempt attempt, Attempts attempts, BooleanSupplier closing) {
        this.attempt = attempt;
        this.attempts = attempts;
        this.closing = closing;
    }

    /** @throws CancellationException if the download is to end */
    @Override
    public void progress(String name, long bytes, long total) {
        long now = System.nanoTime();
        if (!name.equals(file)) {
            file = name;
            begun = now;
            bytesAtBegin = bytes;
        }
        if (now - lastLook >= BETWEEN_LOOKS.toNanos()) {
            lastLook = now;
            look();
        }
        if (bytes == total || now - lastNote >= BETWEEN_NOTES.toNanos()) {
            lastNote = now;
            note(bytes, total, (bytes - bytesAtBegin) * 1e9 / Math.max(1, now - begun));
        }
    }

    private void look() {
        if (closing.getAsBoolean() || attempts.verdict(attempt) != Attempts.Verdict.GO_ON) {
            throw new CancellationException("the download of " + file + " is no longer wanted");
        }
    }

    private void note(long bytes, long total, double bytesPerSecond) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("file", file);
        numbers.put("bytes", bytes);
        numbers.put("total_bytes", total < 0 ? null : total);
        numbers.put("bytes_per_second", Math.round(bytesPerSecond));
        String of = total < 0 ? "" : " of " + mebibytes(total);
        String message = "Downloading " + file + ": " + mebibytes(bytes) + of + ", " + mebibytes(bytesPerSecond) + "/s";
        try {
            attempts.note(attempt, "download", message, numbers);
        } catch (DataAccessException | TransactionException away) {
            LOG.debug("the progress of job {} cannot be stored now", attempt.jobId(), away);
        }
    }

    private static String mebibytes(double bytes) {
        return "%.1f MiB".formatted(bytes / (1 << 20));
    }
}
