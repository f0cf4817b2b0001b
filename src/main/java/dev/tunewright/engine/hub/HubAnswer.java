package dev.tunewright.engine.hub;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is no redirect to follow.
 *
 * @param linked headers of the hub's own answer that tells of the content, which a redirect hands to another host
 */
record HubAnswer(int status, HttpHeaders headers, HttpHeaders linked, BodyStream body) implements AutoCloseable {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** @return the hub's name of the content: sha256 of a large file, git's hash of a small one */
    @Nullable
    String etag() {
        return linked.firstValue("X-Linked-Etag")
                .or(() -> linked.firstValue("ETag"))
                .map(etag -> etag.replaceFirst("^W/", "").replace("\"", ""))
                .orElse(null);
    }

    /** @return size of the content in bytes; -1: not told */
    long size() {
        OptionalLong size = linked.firstValueAsLong("X-Linked-Size");
        if (size.isPresent()) {
            return size.getAsLong();
        }
        return status == 200 ? linked.firstValueAsLong("Content-Length").orElse(-1) : -1;
    }

    /** @return position of the first byte of a partial answer; -1: not told */
    long rangeStart() {
        Matcher range = CONTENT_RANGE.matcher(header("Content-Range").orElse(""));
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }

    @Override
    public void close() {
        body.close();
    }
}
