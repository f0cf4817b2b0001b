package dev.tunewright.service.storage;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an entry's objects lie in a bucket: its description under {@code entries/<key>}, its files under
 * {@code data/<key>/.<generation>/}. The dot can stand in no key, so that generations and deeper entries never mix.
 */
record S3Layout(String key) {

    static final String ENTRIES = "entries/";
    static final String DATA = "data/";

    private static final Pattern GENERATION = Pattern.compile("data/(?<key>.+?)/\\.(?<generation>[0-9a-f-]{36})/.*");

    /** The key and generation that an object of the data belongs to. */
    record Generation(String key, String id) {}

    static Optional<Generation> generation(String object) {
        Matcher matcher = GENERATION.matcher(object);
        return matcher.matches()
                ? Optional.of(new Generation(matcher.group("key"), matcher.group("generation")))
                : Optional.empty();
    }

    String entry() {
        return ENTRIES + key;
    }

    String data(S3Entry entry, Artifact.Part part) {
        return generation(entry) + (part.name().isEmpty() ? "file" : part.name());
    }

    String generation(S3Entry entry) {
        return DATA + key + "/." + entry.generation() + "/";
    }
}
