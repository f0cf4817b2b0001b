package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
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
    static void write(Artifact model, OutputStream out) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_SPEED);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, parameters));
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (Artifact.Part part : model.parts()) {
            try (InputStream content = model.open(part)) {
                TarArchiveEntry entry = new TarArchiveEntry(part.name());
                entry.setSize(part.size());
                entry.setModTime(FileTime.from(model.time()));
                tar.putArchiveEntry(entry);
                content.transferTo(tar);
                tar.closeArchiveEntry();
            }
        }
        // Only now: an archive that broke off must not get an end that makes it look whole.
        tar.close();
    }
}
