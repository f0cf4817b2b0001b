package dev.tunewright.service.model;

import java.util.Locale;

/**
 * Where a request's time went, in nanoseconds.
 *
 * @param queue from the last text's tokens to the first batch
 * @param infer from there to the end of the last batch
 */
record Timing(long tokenise, long queue, long infer) {

    static final String HEADER = "Server-Timing";

    /** As browsers and proxies read it (W3C Server Timing): milliseconds. */
    String header() {
        return String.format(
                Locale.ROOT,
                "tokenise;dur=%.3f, queue;dur=%.3f, infer;dur=%.3f",
                tokenise / 1e6,
                queue / 1e6,
                infer / 1e6);
    }
}
