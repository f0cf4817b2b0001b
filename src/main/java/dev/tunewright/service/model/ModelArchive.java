package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** A checkpoint folder as a {@code .tar.gz} whose files lie at the top, so that it unpacks into whatever folder is wanted. */
final class ModelArchive {

    private ModelArchive() {}

    /** @return a name that is safe in a header and on any file system */
    static String fileName(JobDirectory.Entry job) {
        String name = job.name().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return (name.isEmpty() ? job.id().toString() : name) + ".tar.gz";
    }

    /** Weights hardly compress; the fastest level keeps up with the network. */
    static void write(Path folder, OutputStream out) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_SPEED);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, parameters))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path file : files(folder)) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setSize(Files.size(file));
                entry.setModTime(Files.getLastModifiedTime(file));
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
