package dev.tunewright.engine.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Checks content against its name: sha256 of a large file, and of a small one git's hash, sha1 of {@code blob <size>\0} and it. */
final class BlobDigest {

    private BlobDigest() {}

    /** @return the name that the content should have; null where the given name is no hash */
    static @Nullable String of(Path content, String etag) throws IOException {
        if (etag.matches("[0-9a-f]{64}")) {
            return hash(content, digest("SHA-256"));
        }
        if (etag.matches("[0-9a-f]{40}")) {
            MessageDigest git = digest("SHA-1");
            git.update(("blob " + Files.size(content) + "\0").getBytes(StandardCharsets.UTF_8));
            return hash(content, git);
        }
        return null;
    }

    private static String hash(Path content, MessageDigest digest) throws IOException {
        try (InputStream in = Files.newInputStream(content)) {
            byte[] buffer = new byte[1 << 18];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
