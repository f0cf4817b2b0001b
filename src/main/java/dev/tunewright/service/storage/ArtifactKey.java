package dev.tunewright.service.storage;

import java.util.List;
import java.util.regex.Pattern;

/** What may be a key: slash-separated names that are safe on every file system and in every bucket. */
record ArtifactKey(List<String> segments) {

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    /** @throws IllegalArgumentException if it is none */
    static ArtifactKey of(String key) {
        String plain = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
        List<String> segments = List.of(plain.split("/", -1));
        if (!segments.stream().allMatch(ArtifactKey::isSegment)) {
            throw new IllegalArgumentException("not an artifact key: " + key);
        }
        return new ArtifactKey(segments);
    }

    static boolean isSegment(String name) {
        return SEGMENT.matcher(name).matches();
    }

    String text() {
        return String.join("/", segments);
    }

    String lastSegment() {
        return segments.get(segments.size() - 1);
    }
}
