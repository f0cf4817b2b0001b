package dev.tunewright.engine.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file by its content.
 *
 * @param sha256 in hexadecimal; null where the file could no longer be read
 */
record FileDigest(String file, long bytes, @Nullable String sha256) {

    private static final int CHUNK = 1 << 20;

    static FileDigest of(Path path) {
        String name = path.getFileName().toString();
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            long bytes = 0;
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                bytes += read;
            }
            return new FileDigest(name, bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException gone) {
            return new FileDigest(name, 0, null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @return what a checkpoint's folder holds of its model and tokenizer; a snapshot's other formats are not read */
    static List<FileDigest> ofCheckpoint(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isRead(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(FileDigest::of)
                    .toList();
        }
    }

    private static boolean isRead(String name) {
        boolean kind = Stream.of(".json", ".safetensors", ".txt", ".model").anyMatch(name::endsWith);
        return kind && !name.equals("optimizer.safetensors") && !name.equals("trainer_state.json");
    }
}
