package dev.tunewright.engine.hub;

/** Told how a download goes, on its own thread. */
@FunctionalInterface
public interface DownloadListener {

    DownloadListener SILENT = (file, bytes, total) -> {};

    /**
     * Called with every piece that arrives, and about every second while none does: for one that waits, or for another
     * process that downloads the same. What it throws ends the download; what has arrived is kept for the next one.
     *
     * @param file its name in the repository
     * @param bytes how many are there
     * @param total how many there will be; -1: not known
     */
    void progress(String file, long bytes, long total);
}
