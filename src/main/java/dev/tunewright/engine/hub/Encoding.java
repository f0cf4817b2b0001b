package dev.tunewright.engine.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encodes names for an address. */
final class Encoding {

    private Encoding() {}

    /** A slash in it is encoded too. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Slashes in it stay. */
    static String path(String name) {
        return segment(name).replace("%2F", "/");
    }
}
