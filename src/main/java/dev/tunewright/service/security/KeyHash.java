package dev.tunewright.service.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What the service keeps of a key. Keys are random and long, so that one SHA-256 is as good as a slow hash: nobody can try
 * them all, and a request costs a microsecond.
 */
final class KeyHash {

    private static final String ALGORITHM = "sha256:";
    private static final Pattern SPELLING = Pattern.compile("sha256:[0-9a-fA-F]{64}");

    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    static KeyHash ofKey(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static boolean isHash(String text) {
        return SPELLING.matcher(text).matches();
    }

    /** @param text {@code sha256:} and 64 hexadecimal digits */
    static KeyHash parse(String text) {
        if (!isHash(text)) {
            throw new IllegalArgumentException("no hash of a key. Indicates a bug");
        }
        return new KeyHash(HexFormat.of().parseHex(text.substring(ALGORITHM.length())));
    }

    /** Takes as long whether the first byte differs or the last. */
    boolean matches(KeyHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    /** @return as the settings take it */
    @Override
    public String toString() {
        return ALGORITHM + HexFormat.of().formatHex(digest);
    }
}
