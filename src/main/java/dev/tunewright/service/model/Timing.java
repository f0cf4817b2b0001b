package dev.tunewright.service.model;

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
        return "tokenise;dur=" + millis(tokenise) + ", queue;dur=" + millis(queue) + ", infer;dur=" + millis(infer);
    }

    /** To microseconds, without a formatter, which every answer would wait for. */
    private static double millis(long nanos) {
        return nanos / 1000 / 1e3;
    }
}
